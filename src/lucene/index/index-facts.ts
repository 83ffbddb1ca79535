import { basename, resolve } from 'node:path';
import type { CollectionFile } from '../../corpus/collection-files.js';
import { type ModelOfVectors, modelOfVectors } from '../../encode/collection/model-of-vectors.js';
import { packageVersion } from '../../util/package-version.js';
import type { AnalyzerOptions } from '../analysis/analyzer.js';
import { analyzerFacts } from '../analysis/analyzer-facts.js';

/** What decides how a collection is indexed, by the names of `IndexerOptions`. */
interface FactOptions {
  readonly collection?: string;
  readonly collectionName?: string;
  readonly impact?: boolean;
  readonly analyzer?: AnalyzerOptions;
  readonly fields?: readonly string[];
  readonly bm25Accurate?: boolean;
  readonly storePositions?: boolean;
  readonly storeDocvectors?: boolean;
  readonly storeContents?: boolean;
  readonly storeRaw?: boolean;
}

/** The facts that an index records about itself and its collection, as lines of the shim's `IndexRecord`. */
export async function indexFacts(
  input: string,
  files: readonly CollectionFile[],
  options: FactOptions,
): Promise<{ index: string; collection: string }> {
  const { collection = 'JsonVectorCollection', analyzer, fields = [], collectionName } = options;
  const vectors = collection === 'JsonVectorCollection';
  const impact = options.impact ?? vectors;
  const yesOrNo = (value: boolean | undefined) => (value ? 'yes' : 'no');
  const index = {
    version: packageVersion(),
    kind: impact ? 'impact' : 'text',
    records: collection,
    fields: [...new Set(['contents', ...fields])].sort().join(' '),
    ...(vectors ? {} : await analyzerFacts(analyzer)),
    lengths: impact ? 'none' : options.bm25Accurate ? 'exact' : 'rounded',
    positions: yesOrNo(options.storePositions),
    docvectors: yesOrNo(options.storeDocvectors),
    stores: [options.storeContents ? 'contents' : '', options.storeRaw ? 'raw' : ''].join(' ').trim(),
  };
  const about = {
    name: collectionName ?? basename(resolve(input)),
    ...(vectors ? factsOf(await modelOfVectors(files.map(({ path }) => path))) : {}),
  };
  return { index: linesOf(index), collection: linesOf(about) };
}

function factsOf(made: ModelOfVectors | undefined): Record<string, string | number | undefined> {
  if (!made) return {};
  const { model, quantization } = made;
  return {
    model: /^[./\\]|^[A-Za-z]:[/\\]/.test(model.name) ? basename(model.name) : model.name,
    'model.sha256': model.sha256,
    'weights.range': quantization?.range,
    'weights.steps': quantization?.steps,
  };
}

function linesOf(facts: Readonly<Record<string, string | number | undefined>>): string {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return known.map(([name, value]) => `${name}=${String(value).replace(/\s+/g, ' ')}`).join('\n');
}
