import { TseriniError } from '../../util/errors.js';

/** Which texts a model encodes: it may have other modules for queries than for documents. */
export type Side = 'query' | 'document';

export type ModuleKind = 'transformer' | 'pooling' | 'static' | 'normalize';

/** A module of sentence-transformers that encodes, and its folder inside of the model; `''` is the model itself. */
export interface Module {
  readonly kind: ModuleKind;
  readonly path: string;
  /** The name of its class. */
  readonly type: string;
  /** Whether texts lose the white space around them: in sentence-transformers 5, whose class it is, but not in 6. */
  readonly strips: boolean;
}

/** The modules that a text passes: a transformer and its pooling, or weights that are looked up; behind these, `Normalize`. */
export type Chain = readonly Module[];

/** What a model consists of. */
export interface Layout {
  readonly query: Chain;
  readonly document: Chain;
  /** The pooling's configuration is in no file: the model is a bare masked-language model. */
  readonly bare: boolean;
}

/** Reads a JSON file of a model by its path inside of it; undefined where there is none. */
export type ReadJson = (path: string) => Promise<unknown>;

/** By the name of the class, in the packages of sentence-transformers 5 and of 6. */
const kinds: ReadonlyMap<string, ModuleKind | 'router'> = new Map([
  ['MLMTransformer', 'transformer'],
  ['Transformer', 'transformer'],
  ['SpladePooling', 'pooling'],
  ['SparseStaticEmbedding', 'static'],
  ['IDF', 'static'],
  ['Normalize', 'normalize'],
  ['Router', 'router'],
]);

const supported = 'MLMTransformer with SpladePooling, SparseStaticEmbedding, Normalize behind these, Router';

/**
 * Reads which modules a model has, as sentence-transformers stores it: a chain in `modules.json`, in which a Router
 * has a chain for queries and one for documents in its `router_config.json`. Without a `modules.json` the model is
 * a masked-language model with SPLADE's pooling.
 * @param where the model, for errors
 * @throws TseriniError `MODEL` naming the module that is not supported
 */
export async function readLayout(read: ReadJson, where: string): Promise<Layout> {
  const list = await read('modules.json');
  if (list === undefined) {
    const bare: Chain = [
      { kind: 'transformer', path: '', type: 'MLMTransformer', strips: true },
      { kind: 'pooling', path: '', type: 'SpladePooling', strips: false },
    ];
    return { query: bare, document: bare, bare: true };
  }
  if (!Array.isArray(list)) throw unusable(where, 'modules.json is not a list of modules');
  const query: Module[] = [];
  const document: Module[] = [];
  for (const entry of list as readonly unknown[]) {
    const { type, path } = isObject(entry) ? entry : {};
    const { kind, ...module } = moduleOf(type, path, where);
    if (kind === 'router') {
      const routes = await readRoutes(read, module.path, where);
      query.push(...routes.query);
      document.push(...routes.document);
    } else {
      query.push({ ...module, kind });
      document.push({ ...module, kind });
    }
  }
  return { query: checkChain(query, where), document: checkChain(document, where), bare: false };
}

/** The modules of a Router's two routes. */
async function readRoutes(read: ReadJson, folder: string, where: string): Promise<Record<Side, Chain>> {
  const file = join(folder, 'router_config.json');
  const config = await read(file);
  const { types, structure, parameters } = isObject(config) ? config : {};
  if (!isObject(types) || !isObject(structure)) throw unusable(where, `${file} lacks types or structure`);
  const mappings = isObject(parameters) ? parameters.route_mappings : undefined;
  if (isObject(mappings) && Object.keys(mappings).length > 0) {
    throw unusable(where, `the route_mappings in ${file} are not supported`);
  }
  const route = (side: Side): Chain => {
    // sentence-transformers goes by the task, then by the modality.
    const ids = structure[side] ?? structure.text;
    if (!Array.isArray(ids)) {
      throw unusable(where, `${file} has no route for ${side} (it has ${Object.keys(structure).join(', ')})`);
    }
    return ids.map((id) => {
      const path = typeof id === 'string' && id !== '' ? join(folder, id) : folder;
      const { kind, ...module } = moduleOf(types[String(id)], path, where);
      if (kind === 'router') throw unusable(where, `a Router inside of a Router is not supported (${file})`);
      return { ...module, kind };
    });
  };
  return { query: route('query'), document: route('document') };
}

function moduleOf(
  type: unknown,
  path: unknown,
  where: string,
): Omit<Module, 'kind'> & { kind: ModuleKind | 'router' } {
  const name = String(type).split('.').at(-1)!;
  const kind = String(type).startsWith('sentence_transformers.') ? kinds.get(name) : undefined;
  const folder = path === '.' ? '' : path;
  if (
    typeof folder !== 'string' ||
    !/^([\w.-]+(\/[\w.-]+)*)?$/.test(folder) ||
    /(^|\/)\.\.(\/|$)/.test(folder)
  ) {
    throw unusable(
      where,
      `module ${type} has the path ${JSON.stringify(path)}, which is not a folder of the model`,
    );
  }
  const strips = kind === 'transformer' && !String(type).includes('.modules.');
  if (kind) return { kind, path: folder, type: name, strips };
  throw unusable(where, `module ${type} at "${folder}" is not supported (${supported} are)`);
}

function checkChain(chain: Chain, where: string): Chain {
  const shape = chain.map(({ kind }) => kind).join(' ');
  if (/^(transformer pooling|static)( normalize)*$/.test(shape)) return chain;
  const names = chain.map(({ type }) => type).join(', ') || 'none';
  throw unusable(where, `the chain of modules ${names} is not supported (${supported} are)`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Joins paths inside of a model. */
export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function unusable(where: string, why: string): TseriniError {
  return new TseriniError('MODEL', `model cannot be used: ${where}: ${why}`, { value: where });
}
