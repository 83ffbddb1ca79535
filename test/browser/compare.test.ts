import { expect, inject, test } from 'vitest';
import { numbersIn, pages, titles } from './support/page.ts';

const open = pages();
const query = 'heart+attack+warning+signs';

type Ranked = readonly { readonly docid: string; readonly title: string; readonly rank: number }[];

async function ranking(method: string): Promise<Ranked> {
  const path = `/v1/embedded/search?query=${query}&hits=50&method=${method}`;
  return ((await (await fetch(inject('url') + path)).json()) as { candidates: Ranked }).candidates;
}

test('shows SPLADE and BM25 side by side, each with its own ranking', async () => {
  const page = await open(`/?q=${query}`);
  await titles(page);
  await page.getByText('Side by side').click();
  const [left, right] = [await ranking('impact'), await ranking('bm25')];
  const first = (all: Ranked) => all.slice(0, 10).map(({ title }) => title);
  expect(await titles(page, '[data-side=right]')).toEqual(first(right));
  expect(await titles(page, '[data-side=left]')).toEqual(first(left));
  const shared = first(left).filter((title) => first(right).includes(title));
  expect(numbersIn((await page.locator('.overlap').textContent()) ?? '')[0]).toBe(shared.length);
});

test('each hit shows its rank in the other ranking', async () => {
  const page = await open(`/?q=${query}&view=both`);
  await titles(page, '[data-side=right]');
  const others = new Map((await ranking('bm25')).map(({ docid, rank }) => [docid, rank]));
  const left = (await ranking('impact')).slice(0, 10);
  expect(left.some(({ docid }) => !others.has(docid))).toBe(true);
  for (const { docid } of left) {
    const badge = page.locator(`[data-side=left] .hit[data-docid="${docid}"] .badge`);
    const rank = others.get(docid);
    const expected = rank === undefined ? 'BM25 does not find it' : `BM25 ${rank}`;
    expect(((await badge.textContent()) ?? '').trim()).toBe(expected);
  }
});

test('a line connects the ranks of each document in both rankings, and is highlighted with it', async () => {
  const page = await open(`/?q=${query}&view=both`);
  // A line between equal places has no height, which counts as hidden.
  await page.locator('.slope').first().waitFor({ state: 'attached' });
  const [left, right] = [await titles(page, '[data-side=left]'), await titles(page, '[data-side=right]')];
  expect(await page.locator('.slope').count()).toBe(left.filter((title) => right.includes(title)).length);
  await page.locator('[data-side=left] .hit').first().hover();
  expect(await page.locator('.slope.lit').count()).toBe(1);
  expect(await page.locator('.hit.twin').count()).toBe(2);
});

test('a text index shows BM25 only', async () => {
  const page = await open('/?index=hostile&q=kettle&view=both');
  expect((await titles(page)).length).toBe(1);
  expect(await page.locator('.segments').count()).toBe(0);
  expect(await page.locator('#prune').count()).toBe(0);
});
