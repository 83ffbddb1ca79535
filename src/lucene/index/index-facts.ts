import { basename, resolve } from 'node:path';
import type { CollectionFile } from '../../corpus/collection-files.js';
import { type ModelOfVectors, modelOfVectors } from '../../encode/collection/model-of-vectors.js';
import { type FieldTypes, fieldTypesFact } from '../../search/field-types.js';
import { packageVersion } from '../../util/package-version.js';
import type { AnalyzerOptions } from '../analysis/analyzer.js';
import { analyzerFacts } from '../analysis/analyzer-facts.js';

/** What decides how a collection is indexed, by the names of `IndexerOptions`. */
interface FactOptions {
  readonly collection?: string;
  readonly collectionName?: string;
  readonly impact?: boolean;
  readonly indexText?: boolean;
  readonly analyzer?: AnalyzerOptions;
  readonly fields?: readonly string[];
  readonly fieldTypes?: FieldTypes;
  readonly bm25Accurate?: boolean;
  readonly storePositions?: boolean;
  readonly storeDocvectors?: boolean;
  readonly storeContents?: boolean;
  readonly storeRaw?: boolean;
  readonly model?: {
    readonly name: string;
    readonly sha256: string;
    readonly settings?: Readonly<Record<string, string>>;
  };
  readonly scale?: number;
}

/** Facts as lines of the shim's `IndexRecord`. */
export interface IndexFacts {
  /** About the index. */
  readonly index: string;
  /** About the collection. */
  readonly collection: string;
}

/** The facts about an index of the files of a collection, whose manifest may name the model of the vectors. */
export async function factsOfFiles(
  input: string,
  files: readonly CollectionFile[],
  options: FactOptions,
): Promise<IndexFacts> {
  const vectors = (options.collection ?? 'JsonVectorCollection') === 'JsonVectorCollection';
  const made = vectors ? await modelOfVectors(files.map(({ path }) => path)) : undefined;
  return indexFacts(input, made, options);
}

/** The facts about an index of records that a program adds. */
export function factsOfRecords(index: string, options: FactOptions): Promise<IndexFacts> {
  return indexFacts(index, options.model && { model: options.model }, options);
}

/** @param path its last part is the collection's name by default */
async function indexFacts(
  path: string,
  made: ModelOfVectors | undefined,
  options: FactOptions,
): Promise<IndexFacts> {
  const { collection = 'JsonVectorCollection', analyzer, fields = [], collectionName } = options;
  const vectors = collection === 'JsonVectorCollection';
  const impact = options.impact ?? vectors;
  const yesOrNo = (value: boolean | undefined) => (value ? 'yes' : 'no');
  const index = {
    version: packageVersion(),
    kind: impact ? 'impact' : 'text',
    records: collection,
    fields: [...new Set(['contents', ...(options.indexText ? ['text'] : []), ...fields])].sort().join(' '),
    ...(vectors && !options.indexText ? {} : await analyzerFacts(analyzer)),
    ...(options.indexText ? { text: 'yes' } : {}),
    fieldTypes: fieldTypesFact(options.fieldTypes ?? {}),
    lengths: impact ? 'none' : options.bm25Accurate ? 'exact' : 'rounded',
    positions: yesOrNo(options.storePositions),
    docvectors: yesOrNo(options.storeDocvectors),
    stores: [options.storeContents ? 'contents' : '', options.storeRaw || options.indexText ? 'raw' : '']
      .join(' ')
      .trim(),
  };
  const about = {
    name: collectionName ?? basename(resolve(path)),
    ...factsOfModel(made),
    ...factsOfSettings(options.model?.settings),
    'weights.scale': options.scale,
  };
  return { index: linesOf(index), collection: linesOf(about) };
}

function factsOfModel(made: ModelOfVectors | undefined): Record<string, string | number | undefined> {
  if (!made) return {};
  const { model, quantization } = made;
  return {
    model: /^[./\\]|^[A-Za-z]:[/\\]/.test(model.name) ? basename(model.name) : model.name,
    'model.sha256': model.sha256,
    'weights.range': quantization?.range,
    'weights.steps': quantization?.steps,
    'weights.raw': quantization === null ? 'yes' : undefined,
  };
}

/** White space, which lines of facts do not keep, becomes a sign of percent encoding. */
function factsOfSettings(settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `encoding.${name}`,
      value.replace(/[\s%]/g, (sign) => encodeURIComponent(sign)),
    ]),
  );
}

function linesOf(facts: Readonly<Record<string, string | number | undefined>>): string {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return known.map(([name, value]) => `${name}=${String(value).replace(/\s+/g, ' ')}`).join('\n');
}
