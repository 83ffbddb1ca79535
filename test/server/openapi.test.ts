import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Schema, valuesOf, wrongTexts } from '../support/schema-values.ts';
import { type Answer, ask, postJson, suiteServer } from '../support/server.ts';

// Asks what /openapi.json says may be asked, and what it says may not, and holds the answers to it.

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json': { readonly schema: Schema } } }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const server = suiteServer({ timeoutMs: 60_000 });
let document: Document;

beforeAll(async () => {
  document = (await ask<Document>(server().url, '/openapi.json')).json;
});

/** What a name in an address must be for there to be an answer; the other parameters are whatever the schema allows. */
const known: Readonly<Record<string, readonly string[]>> = {
  index: ['embedded'],
  encoder: ['splade-tiny'],
  docid: ['weather-01', 'animal-18', 'sport-03'],
  filter: ['{"exists": {"field": "docid"}}', '{"not": {"terms": {"docid": ["weather-01"]}}}'],
};

/** The schema of an operation's body, with filters that the index can answer in place of a reference to all. */
function bodyOf(operation: Operation): Schema | undefined {
  const body = operation.requestBody?.content['application/json'].schema;
  if (!body?.properties?.filter) return body;
  const reference = '"$ref":"#/components/schemas/Filter"';
  expect(JSON.stringify(body.properties.filter)).toContain(reference);
  // And from within, since filters are made of filters.
  expect(JSON.stringify(document.components.schemas.Filter)).toContain(reference);
  const filter = { anyOf: known.filter!.map((text) => ({ const: JSON.parse(text) as unknown })) };
  return { ...body, properties: { ...body.properties, filter } };
}

const answerSchemas = new Map<string, z.ZodType>();

/** The schema of an answer, which components hold. */
function answerSchema(operation: Operation, status: number): z.ZodType {
  const described = operation.responses[status] ?? operation.responses[`${Math.floor(status / 100)}XX`];
  const reference = described?.content?.['application/json'].schema.$ref;
  expect(reference, `${status} of ${operation.summary} is described`).toMatch(
    /^#\/components\/schemas\/\w+$/,
  );
  const name = reference!.split('/').at(-1)!;
  let schema = answerSchemas.get(name);
  if (!schema) {
    schema = z.fromJSONSchema(document.components.schemas[name] as Parameters<typeof z.fromJSONSchema>[0]);
    answerSchemas.set(name, schema);
  }
  return schema;
}

function expectAnswer(operation: Operation, answer: Answer<unknown>, status: number, asked: string): void {
  expect(answer.status, `${asked}\n${answer.text}`).toBe(status);
  const { success, error } = answerSchema(operation, status).safeParse(answer.json);
  expect(success, `${asked}\n${answer.text}\n${error}`).toBe(true);
}

type Values = Readonly<Record<string, readonly string[]>>;

/** The address of an operation with values of its parameters. */
function addressOf(template: string, parameters: readonly Parameter[], values: Values): string {
  let path = template;
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    for (const value of values[name] ?? []) {
      if (place === 'query') query.append(name, value);
      else path = path.replace(`{${name}}`, encodeURIComponent(value));
    }
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

function validValues(parameters: readonly Parameter[]): fc.Arbitrary<Values> {
  const named = parameters.map(({ name, schema }) => {
    const values = known[name] ? fc.constantFrom(...known[name]) : valuesOf(schema);
    return [name, values.map((value) => [value].flat().map(String))] as const;
  });
  const requiredKeys = parameters.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(Object.fromEntries(named), { requiredKeys }).map((values) => {
    // What goes together only in one way: pruning is for impacts, and a text is encoded by one of the two.
    const { topK: _, minWeight: __, drop: ___, ...unpruned } = values as Record<string, string[]>;
    const { encoder: ____, ...byIndex } = values as Record<string, string[]>;
    if (values.method?.[0] === 'bm25') return unpruned;
    // And k1 and b are for BM25.
    const { k1, b, ...ofImpacts } = values.encoder && values.index ? byIndex : (values as Values);
    return ofImpacts as Values;
  });
}

/** All operations, for tests that are named after them: the document is there when they run. */
const operations = [
  ['get', '/v1/indexes'],
  ['get', '/v1/{index}/search'],
  ['post', '/v1/{index}/search'],
  ['get', '/v1/{index}/doc/{docid}'],
  ['get', '/v1/{index}/explain/{docid}'],
  ['get', '/v1/{index}/vector/{docid}'],
  ['get', '/v1/encode'],
  ['get', '/healthz'],
] as const;

it('describes every operation, and no other', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(described.sort()).toEqual(operations.map((operation) => operation.join(' ')).sort());
  expect(document.openapi).toBe('3.1.0');
});

describe.each(operations)('%s %s', (method, path) => {
  const find = () => {
    const operation = document.paths[path]![method]!;
    return { operation, parameters: operation.parameters ?? [] };
  };

  it('answers a valid request', async () => {
    const { operation, parameters } = find();
    const body = bodyOf(operation);
    const bodies = body ? valuesOf(body) : fc.constant(undefined);
    await fc.assert(
      fc.asyncProperty(validValues(parameters), bodies, async (values, value) => {
        const address = addressOf(path, parameters, values);
        // BM25 takes no vectors, and impacts no parameters of BM25, which a schema cannot say.
        const asked = value && { ...(value as object), method: 'impact', k1: undefined, b: undefined };
        const answer = asked
          ? await postJson(server().url, address, asked)
          : await ask(server().url, address);
        expectAnswer(operation, answer, 200, `${address} ${JSON.stringify(asked)}`);
      }),
      { numRuns: parameters.some(({ in: place }) => place === 'query') || body ? 25 : 3 },
    );
  });

  it('refuses what does not exist', async () => {
    const { operation, parameters } = find();
    for (const { name, in: place } of parameters) {
      if (place !== 'path') continue;
      await fc.assert(
        fc.asyncProperty(fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' }), async (lost) => {
          fc.pre(!known[name]!.includes(lost) && !/^\.{1,2}$/.test(lost));
          const values = { ...namesOf(parameters), [name]: [lost], query: ['sky'] };
          const address = addressOf(path, parameters, values);
          const queries = [{ qid: '1', text: 'sky' }];
          const answer =
            method === 'post'
              ? await postJson(server().url, address, { queries })
              : await ask(server().url, address);
          expectAnswer(operation, answer, 404, address);
        }),
        { numRuns: 10 },
      );
    }
  });

  it('refuses an invalid request', async () => {
    const { operation, parameters } = find();
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    const addresses = inQuery.flatMap(({ name, schema, required }) => {
      const wrong = known[name] ? [['']] : wrongTexts(schema);
      const all = required ? [[], ...wrong] : wrong;
      return all.map((texts) =>
        addressOf(path, parameters, { ...namesOf(parameters), query: ['a'], text: ['a'], [name]: texts }),
      );
    });
    if (method === 'get' && path !== '/healthz') {
      const plain = addressOf(path, parameters, { ...namesOf(parameters), query: ['a'], text: ['a'] });
      addresses.push(`${plain}${plain.includes('?') ? '&' : '?'}unknown=1`);
    }
    for (const address of addresses) {
      expectAnswer(operation, await ask(server().url, address), 400, address.slice(0, 200));
    }
    const body = bodyOf(operation);
    if (!body) return;
    const { filter: _, ...properties } = body.properties!;
    const checked = { ...body, properties: { ...properties, filter: {} } };
    const schema = z.fromJSONSchema(checked as unknown as Parameters<typeof z.fromJSONSchema>[0]);
    const address = addressOf(path, parameters, namesOf(parameters));
    const nearlyRight = fc.tuple(
      valuesOf(body),
      fc.constantFrom('queries', 'hits', 'method', 'other'),
      fc.jsonValue(),
    );
    const wrongBodies = fc.oneof(
      fc.jsonValue(),
      nearlyRight.map(([value, key, wrong]) => ({ ...(value as object), [key]: wrong })),
    );
    await fc.assert(
      fc.asyncProperty(wrongBodies, async (value) => {
        fc.pre(!schema.safeParse(value).success);
        expectAnswer(operation, await postJson(server().url, address, value), 400, JSON.stringify(value));
      }),
      { numRuns: 50 },
    );
  });
});

/** Names that there are, for the path. */
function namesOf(parameters: readonly Parameter[]): Values {
  const inPath = parameters.filter(({ in: place }) => place === 'path');
  return Object.fromEntries(inPath.map(({ name }) => [name, [known[name]![0]!]]));
}
