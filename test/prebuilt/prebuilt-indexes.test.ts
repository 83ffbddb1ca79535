import { expect, it } from 'vitest';
import { beirDatasets } from '#tserini/datasets/beir.js';
import { prebuiltFolder } from '#tserini/prebuilt/fetch-index.js';
import { findPrebuiltIndex, prebuiltIndexes } from '#tserini/prebuilt/prebuilt-indexes.js';
import { catalogueTable } from '../support/catalogue.ts';
import { hasSharedData, needsSharedData } from '../support/data.ts';

const all = [...prebuiltIndexes.values()];

it('has the address, the MD5, the size and the model of each index', () => {
  for (const { url, otherUrls, md5, size, documents, kind, model } of all) {
    expect(md5).toMatch(/^[0-9a-f]{32}$/);
    for (const one of [url, ...otherUrls!]) expect(one).toMatch(/^https:\/\/\S+\.tar(\.gz)?$/);
    expect(model === undefined).toBe(kind === 'text');
    expect(size).toBeGreaterThan(0);
    expect(documents).toBeGreaterThan(0);
  }
  expect(new Set(all.map(({ md5 }) => md5)).size).toBe(all.length);
});

it('knows the index that holds the texts of another', () => {
  for (const { texts } of all) if (texts !== undefined) expect(findPrebuiltIndex(texts).kind).toBe('text');
});

it.skipIf(!hasSharedData)(`finds each published index by each of its names${needsSharedData}`, () => {
  const table = catalogueTable('indexes.tsv');
  expect(table).toHaveLength(all.length);
  for (const row of table) {
    for (const name of [row.name!, ...row.aliases!.split(',').filter(Boolean)]) {
      const index = findPrebuiltIndex(name);
      expect([index.url, ...index.otherUrls!].join(' ')).toBe(row.urls);
      expect(index).toMatchObject({ name: row.name, md5: row.md5, size: Number(row.size) });
      const folder = `indexes/${row.filename!.slice(0, -row.archive!.length - 1)}.${row.md5}`;
      expect(prebuiltFolder(index).endsWith(folder), name).toBe(true);
      expect(index.documents).toBe(Number(row.documents));
      expect(index.model ?? '').toBe(row.encoder);
    }
  }
});

it.skipIf(!hasSharedData)(`says what a dense index is${needsSharedData}`, () => {
  const kinds: Record<string, string> = { flat: 'a flat', hnsw: 'an HNSW', faiss: 'a Faiss' };
  for (const { name, type } of catalogueTable('indexes-dense.tsv')) {
    expect(() => findPrebuiltIndex(name!)).toThrow(
      `${name} is ${kinds[type!]} index of dense vectors: this program searches text and sparse vectors`,
    );
  }
});

it.each(['flat', 'multifield', 'splade-pp-ed', 'splade-v3'])('has all of BEIR as %s', (suffix) => {
  for (const name of beirDatasets.keys()) {
    const index = prebuiltIndexes.get(`beir-v1.0.0-${name}.${suffix}`)!;
    expect(index.size).toBeGreaterThan(0);
    expect(index.documents).toBeGreaterThan(0);
  }
});
