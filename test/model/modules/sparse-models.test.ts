import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SpladeDocumentEncoder, type SpladeEncoderOptions, SpladeQueryEncoder } from '#tserini/index.js';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';

// Small checkpoints in the layouts that the Hub has, with the vectors that sentence-transformers makes of them.

type Weights = Readonly<Record<string, number>>;

interface Case {
  readonly expect: 'vectors' | 'refusal' | 'either';
  readonly max_length?: Readonly<Record<'query' | 'document', number>>;
  readonly tolerance: { readonly absolute: number; readonly relative: number };
  readonly queries: readonly Text[];
  readonly documents: readonly Text[];
}

interface Text {
  readonly text: string;
  readonly vector?: Weights;
  /** By other versions of the reference. */
  readonly alternatives?: Readonly<Record<string, { readonly vector: Weights }>>;
  readonly quantised?: Weights;
}

const root = sharedData('sparse-models');
const names = hasSharedData
  ? readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  : [];
const sides = [
  ['query', 'queries', SpladeQueryEncoder],
  ['document', 'documents', SpladeDocumentEncoder],
] as const;

function readCase(name: string): Case {
  return JSON.parse(readFileSync(join(root, name, 'expected.json'), 'utf8'));
}

/** The terms whose weights are not those that are wanted. */
function differences(
  got: ReadonlyMap<string, number>,
  want: Weights,
  tolerance: Case['tolerance'],
): string[] {
  const terms = new Set([...got.keys(), ...Object.keys(want)]);
  return [...terms].filter((term) => {
    const [a, b] = [got.get(term) ?? 0, want[term] ?? 0];
    return !(Math.abs(a - b) <= tolerance.absolute + tolerance.relative * Math.max(Math.abs(a), Math.abs(b)));
  });
}

function expectVector(got: ReadonlyMap<string, number>, text: Text, tolerance: Case['tolerance']): void {
  const wanted = [text, ...Object.values(text.alternatives ?? {})].map(({ vector }) => vector!);
  const fits = wanted.some((vector) => differences(got, vector, tolerance).length === 0);
  expect(fits ? [] : differences(got, wanted[0]!, tolerance), JSON.stringify(text.text)).toEqual([]);
}

describe.skipIf(!hasSharedData)(`a model in a layout of the Hub${needsSharedData}`, () => {
  it.each(names)('%s', { timeout: 60_000 }, async (name) => {
    const expected = readCase(name);
    for (const [side, key, Encoder] of sides) {
      const load = (options: SpladeEncoderOptions) =>
        Encoder.load(join(root, name), { raw: true, maxLength: expected.max_length?.[side], ...options });
      const loading = load({});
      if (expected.expect === 'refusal') await expect(loading).rejects.toMatchObject({ code: 'MODEL' });
      const refused = await loading.then(
        () => undefined,
        (error: Error) => error,
      );
      if (refused && expected.expect !== 'vectors') continue;
      await using encoder = await loading;
      const texts = expected[key];
      for (const text of texts) expectVector(await encoder.encode(text.text), text, expected.tolerance);

      // Neither the other texts nor the threads nor the order change a vector, but for rounding.
      await using together = await load({ textsPerRun: encoder.pooling ? 3 : undefined, threads: 2 });
      const reversed = [...texts].reverse();
      const vectors = await together.encode(reversed.map(({ text }) => text));
      for (const [i, text] of reversed.entries()) expectVector(vectors[i]!, text, expected.tolerance);

      await using whole = await load({ raw: false });
      for (const { text, quantised } of texts) {
        if (!quantised) continue;
        const off = differences(await whole.encode(text), quantised, { absolute: 0.5, relative: 0 });
        // A weight between two steps may be rounded either way.
        expect(off.length, text).toBeLessThanOrEqual(1);
      }
    }
  });
});
