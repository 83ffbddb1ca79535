import { writeFile } from 'node:fs/promises';
import type { Pooling } from '../../model/checkpoint/pooling.js';
import type { Dtype } from '../../model/runtime/dtype.js';
import { fileError, TseriniError } from '../../util/errors.js';
import { readText } from '../../util/files/utf8.js';
import { renameDurably } from '../../util/files/write-atomically.js';
import type { Quantization } from '../../vector/quantize.js';
import type { MaskFacts } from '../../vector/token-mask.js';

/** All settings that determine the contents of an encoded collection, stored beside it so that no two are mixed. */
export interface Manifest {
  readonly tserini: string;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly corpus: { readonly records: number; readonly sha256: string };
  /** How weights became whole numbers; null for raw weights. */
  readonly quantization: Quantization | null;
  readonly shard: { readonly id: number; readonly of: number };
  readonly input: {
    readonly fields: readonly string[];
    readonly docidField: string | null;
    readonly delimiter: string;
  };
  readonly encoder: {
    readonly fields: readonly string[];
    readonly maxLength: number | null;
    readonly addSep: boolean;
    readonly prefix: string | null;
    readonly prompt: string;
    readonly dtype: Dtype;
    readonly pooling: Pooling | null;
    readonly maxActiveDims: number | null;
    readonly maskSpecialTokens: boolean | readonly string[];
    readonly topK: number | null;
    readonly minWeight: number | null;
    readonly mass: number | null;
    readonly mask: MaskFacts;
    /** How documents were split into passages; null for whole documents. */
    readonly split: { readonly by: string; readonly stride: number; readonly titleOnce: boolean } | null;
  };
}

/** Settings that may differ: models are compared by their contents. */
const irrelevant: ReadonlySet<string> = new Set(['model.name']);

/** @returns the manifest's settings as `encoder.maxLength` → `512` */
function flatten(value: object, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, part] of Object.entries(value)) {
    const name = prefix + key;
    if (typeof part === 'object' && part !== null && !Array.isArray(part)) {
      for (const [inner, text] of flatten(part, `${name}.`)) flat.set(inner, text);
    } else if (!irrelevant.has(name)) {
      flat.set(name, JSON.stringify(part));
    }
  }
  return flat;
}

/** @returns one text per setting that differs: `encoder.maxLength was 256, is 512` */
export function manifestDifferences(before: object, now: Manifest): string[] {
  const old = flatten(before);
  const current = flatten(now);
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((name) => old.get(name) !== current.get(name))
    .map((name) => `${name} was ${old.get(name) ?? 'not set'}, is ${current.get(name) ?? 'not set'}`);
}

/** @returns the file's contents, or undefined if there is no file */
export async function readManifest(path: string): Promise<object | undefined> {
  let text: string;
  try {
    text = await readText('manifest', path);
  } catch (error) {
    if (error instanceof TseriniError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Reported below, as other JSON is.
  }
  throw new TseriniError('INPUT', `not a manifest of encoded vectors: ${path} (--overwrite starts again)`, {
    value: path,
  });
}

export async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  try {
    const growing = `${path}.partial`;
    await writeFile(growing, `${JSON.stringify(manifest, null, 2)}\n`);
    await renameDurably(growing, path);
  } catch (error) {
    throw fileError(error, 'manifest', path);
  }
}
