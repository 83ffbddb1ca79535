import { expect, inject, test } from 'vitest';
import { pages, picture, titles } from './support/page.ts';

const open = pages();
const query = 'heart+attack+warning+signs';

interface Found {
  readonly docid: string;
  readonly title: string;
  readonly score: number;
  readonly rankings: Readonly<Record<string, { readonly rank: number } | undefined>>;
}

async function hybrid(): Promise<readonly Found[]> {
  const path = `/v1/embedded/search?query=${query}&hits=10&method=hybrid`;
  return ((await (await fetch(inject('url') + path)).json()) as { candidates: Found[] }).candidates;
}

test('shows the fused ranking, chosen beside the two that it is made of', async () => {
  const page = await open(`/?q=${query}`);
  await titles(page);
  await page.getByText('Hybrid', { exact: true }).click();
  const expected = (await hybrid()).map(({ title }) => title);
  await page.locator('.hit .score', { hasText: '0.0' }).first().waitFor();
  expect(await titles(page)).toEqual(expected);
  expect(new URL(page.url()).searchParams.get('view')).toBe('hybrid');
});

test('a "why" adds up the two ranks, and opens the why of each', async () => {
  const found = await hybrid();
  const { docid, score, rankings } = found.find(({ rankings: { impact, bm25 } }) => impact && bm25)!;
  const page = await open(`/?q=${query}&view=hybrid&why.hybrid=${docid}`);
  const why = page.locator(`.hit[data-docid="${docid}"] .why`);
  await why.locator('.contributions').first().waitFor();
  const cells = await why
    .locator('.contributions tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
    );
  const expected = (['impact', 'bm25'] as const).map((method) => rankings[method]!.rank);
  expect(cells.map(([name, , rank]) => [name, Number(rank)])).toEqual([
    ['SPLADE', expected[0]],
    ['BM25', expected[1]],
  ]);
  const sum = cells.reduce((total, row) => total + Number(row[3]), 0);
  expect(sum).toBeCloseTo(score, 3);
  expect(await why.locator('.story strong').textContent()).toBe(score.toFixed(4));
  await why.getByText(`Why BM25 has it at rank ${expected[1]}`).click();
  await why.locator('.why-part .contributions tbody tr').first().waitFor();
  await picture(page, 'hybrid-why');
});

test('a hit of one ranking only says so', async () => {
  const lone = (await hybrid()).find(({ rankings: { impact, bm25 } }) => impact && !bm25);
  if (!lone) return;
  const page = await open(`/?q=${query}&view=hybrid&why.hybrid=${lone.docid}`);
  const why = page.locator(`.hit[data-docid="${lone.docid}"] .why`);
  await why.locator('.contributions').waitFor();
  expect(await why.locator('.contributions').textContent()).toContain('not found');
  expect(await why.locator('.why-part').count()).toBe(1);
});
