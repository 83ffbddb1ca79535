import { expect, inject, test } from 'vitest';
import { numbersIn, pages, titles } from './support/page.ts';

const open = pages();
const query = 'heart+attack+warning+signs';

interface Answer {
  readonly vector: readonly { readonly term: string }[];
  readonly candidates: readonly { readonly docid: string; readonly title: string; readonly rank: number }[];
}

async function search(pruning = '', hits = 10): Promise<Answer> {
  const path = `/v1/embedded/search?query=${query}&hits=${hits}${pruning}`;
  return (await (await fetch(inject('url') + path)).json()) as Answer;
}

test('the slider keeps the heaviest terms, and updates the ranking', async () => {
  const page = await open(`/?q=${query}`);
  const before = await titles(page);
  await page.getByLabel('Keep the heaviest').fill('4');
  await page.locator('.pruning-changes strong').waitFor();
  const { vector, candidates } = await search('&topK=4');
  expect(vector.length).toBe(4);
  expect(await titles(page)).toEqual(candidates.map(({ title }) => title));
  expect(await titles(page)).not.toEqual(before);
  expect(await page.locator('.pruner output').textContent()).toContain('4 of ');
  expect(page.url()).toContain('topK=4');
});

test('shows which documents rise, fall, leave and enter', async () => {
  const page = await open(`/?q=${query}&topK=2`);
  await page.locator('.pruning-changes strong').waitFor();
  const before = (await search()).candidates;
  const whole = (await search('', 50)).candidates;
  const now = (await search('&topK=2')).candidates;
  const placeBefore = new Map(whole.map(({ docid, rank }) => [docid, rank]));
  for (const { docid, rank } of now) {
    const place = placeBefore.get(docid);
    const expected = place === undefined ? 'new' : place === rank ? '' : numbersIn(String(place - rank))[0];
    const badge = page.locator(`.hit[data-docid="${docid}"] .badge`);
    const text = (await badge.count()) > 0 ? ((await badge.textContent()) ?? '') : '';
    if (typeof expected === 'number') {
      expect(numbersIn(text)).toEqual([expected]);
      expect(text).toContain(place! > rank ? 'rose' : 'fell');
    } else expect(text).toBe(expected);
  }
  const left = before.filter(({ docid }) => !now.some((hit) => hit.docid === docid));
  expect(left.length).toBeGreaterThan(0);
  expect(await page.locator('.pruning-changes strong').textContent()).toContain(`${left.length} left`);
  for (const { title } of left.slice(0, 4))
    await page.locator('.pruning-changes li', { hasText: title }).waitFor();
});

test('a click removes a term, and another restores it', async () => {
  const page = await open(`/?q=${query}`);
  const whole = await titles(page);
  const term = page.locator('.query-panel .bar-row', { hasText: 'heart' });
  await term.click();
  await page.locator('.pruning-changes strong').waitFor();
  expect(await term.getAttribute('aria-pressed')).toBe('false');
  const { candidates } = await search('&drop=heart');
  expect(await titles(page)).toEqual(candidates.map(({ title }) => title));
  await term.click();
  await page.locator('.pruning-changes').waitFor({ state: 'detached' });
  expect(await titles(page)).toEqual(whole);
});

test('explains the pruned query', async () => {
  const page = await open(`/?q=${query}&drop=signs&why=health-14`);
  await page.locator('.contributions').waitFor();
  expect(await page.locator('.contributions .term').allTextContents()).not.toContain('signs');
});

test('shows that a query is empty after pruning, with a way to restore it', async () => {
  const page = await open(`/?q=${query}`);
  await titles(page);
  const { vector } = await search();
  const drop = vector.map(({ term }) => `&drop=${encodeURIComponent(term)}`).join('');
  await page.goto(`${inject('url')}/?q=${query}${drop}`);
  await page.getByRole('heading', { name: 'No hits for the pruned query' }).waitFor();
  await page.getByRole('button', { name: 'Use the whole query again' }).click();
  expect((await titles(page)).length).toBe(10);
});
