import { expect, it } from 'vitest';
import { beirDatasets } from '#tserini/datasets/beir.js';
import { prebuiltIndexes } from '#tserini/prebuilt/prebuilt-indexes.js';

const all = [...prebuiltIndexes.values()];

it('has the address, the MD5 and the model of each index', () => {
  for (const { name, url, md5, kind, model } of all) {
    expect(md5).toMatch(/^[0-9a-f]{32}$/);
    expect(url).toMatch(/^https:\/\/\S+\.tar\.gz$/);
    expect(new URL(url).pathname.split('/').at(-1)).toContain(`.${name}.`);
    expect(model === undefined).toBe(kind === 'text');
  }
  expect(new Set(all.map(({ md5 }) => md5)).size).toBe(all.length);
});

it.each(['flat', 'multifield', 'splade-pp-ed', 'splade-v3'])('has all of BEIR as %s', (suffix) => {
  for (const name of beirDatasets.keys()) {
    const index = prebuiltIndexes.get(`beir-v1.0.0-${name}.${suffix}`)!;
    expect(index.size).toBeGreaterThan(0);
    expect(index.documents).toBeGreaterThan(0);
  }
});
