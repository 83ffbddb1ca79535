import { expect, inject, test } from 'vitest';
import { pages, titles } from './support/page.ts';

const open = pages();

/** What the server says itself, to hold the page against. */
async function ask<T>(path: string): Promise<T> {
  const response = await fetch(inject('url') + path);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

interface Answer {
  readonly candidates: readonly { readonly title: string }[];
}

test('the first view offers queries of the collection, which a click searches', async () => {
  const page = await open('/');
  const sample = page.getByRole('link', { name: 'heart attack warning signs' });
  const samples = page.locator('.samples a');
  await samples.first().waitFor();
  expect(await samples.count()).toBeGreaterThan(5);
  const query = ((await samples.first().textContent()) ?? '').trim();
  await samples.first().click();
  expect(await page.locator('#query').inputValue()).toBe(query);
  expect((await titles(page)).length).toBe(10);
  expect(await sample.count()).toBe(0);
});

test('shows the hits of the server, in their order', async () => {
  const page = await open('/');
  await page.locator('#query').fill('why is the sky blue');
  await page.getByRole('button', { name: 'Search' }).click();
  const { candidates } = await ask<Answer>('/v1/embedded/search?query=why+is+the+sky+blue&hits=10');
  expect(await titles(page)).toEqual(candidates.map(({ title }) => title));
  expect(await page.title()).toContain('why is the sky blue');
  expect(await page.getByRole('status').filter({ hasText: '10 hits' }).count()).toBe(1);
});

test('shows the query’s vector, its own terms distinct from added ones', async () => {
  const page = await open('/?q=how+to+remove+limescale+from+a+kettle');
  const { vector } = await ask<{ vector: { term: string; weight: number; own: boolean }[] }>(
    '/v1/encode?index=embedded&text=how+to+remove+limescale+from+a+kettle',
  );
  const rows = page.locator('.query-panel .bar-row');
  await rows.first().waitFor();
  const shown = await rows.evaluateAll((all) =>
    all.map((row) => ({
      term: row.querySelector('.term')?.textContent,
      own: row.classList.contains('own'),
      weight: Number(row.querySelector('.bar-value')?.textContent),
    })),
  );
  const byTerm = (a: { term: string | undefined }, b: { term: string | undefined }) =>
    String(a.term) < String(b.term) ? -1 : 1;
  expect(shown.sort(byTerm)).toEqual([...vector].sort(byTerm));
  // A piece of a word is explained where there is one.
  await page.getByText('continues a word').waitFor();
});

test('loads more hits on demand, and stores their number in the address', async () => {
  const page = await open('/?q=why+is+the+sky+blue');
  await page.getByRole('button', { name: 'Show the first 20' }).click();
  await page.locator('.hit').nth(19).waitFor();
  expect(page.url()).toContain('hits=20');
});

test('shows that there is no hit, no index, or no server', async () => {
  const none = await open('/?q=zzzz&view=bm25');
  await none.getByRole('heading', { name: 'No hits' }).waitFor();

  const absent = await open('/?index=absent&q=x');
  await absent.getByRole('heading', { name: 'There is no index absent' }).waitFor();
  await absent.getByRole('link', { name: 'embedded' }).click();
  await absent.getByRole('heading', { name: 'Search, and see why.' }).waitFor();

  const alone = await open('/', { expected: /ERR_FAILED|ERR_INTERNET_DISCONNECTED/ });
  await alone.locator('.samples a').first().waitFor();
  await alone.context().setOffline(true);
  await alone.locator('.samples a').first().click();
  await alone.getByText('The server does not answer').waitFor();
  await alone.context().setOffline(false);
  await alone.getByRole('button', { name: 'Try again' }).click();
  expect((await titles(alone)).length).toBe(10);
});

test('shows the server’s error message, and what to do if it is busy', async () => {
  const page = await open('/', { expected: /status of (400|503)/ });
  await page.locator('.samples a').first().waitFor();
  await page.route('**/search?*', (route) =>
    route.fulfill({
      status: 503,
      headers: { 'retry-after': '7' },
      json: { error: { code: 'BUSY', message: 'too many wait already' } },
    }),
  );
  await page.locator('.samples a').first().click();
  await page.getByText('too many wait already Try again in 7 s.').waitFor();
  await page.unroute('**/search?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  expect((await titles(page)).length).toBe(10);
});

test('shows progress while an answer takes long', async () => {
  const page = await open('/');
  await page.locator('.samples a').first().waitFor();
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/search?*', async (route) => {
    await held;
    await route.continue();
  });
  await page.locator('.samples a').first().click();
  await page.getByText('Searching…').waitFor();
  await page.getByText('the first answer takes longest').waitFor();
  answer();
  expect((await titles(page)).length).toBe(10);
  expect(await page.getByText('Searching…').count()).toBe(0);
});

test('switches to another index', async () => {
  const page = await open('/?q=kettle');
  await titles(page);
  await page.getByLabel('Index').selectOption('hostile');
  await page.locator('.view-name', { hasText: 'BM25' }).waitFor();
  expect(page.url()).toContain('index=hostile');
  expect((await titles(page)).length).toBe(1);
});

test('a server with a key asks for it', async () => {
  const page = await open('/?q=kettle', { expected: /status of 401/ });
  await titles(page);
  await page.route('**/v1/**', (route) =>
    route.request().headers()['x-api-key'] === 'sesame'
      ? route.continue()
      : route.fulfill({ status: 401, json: { error: { code: 'UNAUTHORIZED', message: 'a key is wanted' } } }),
  );
  await page.reload();
  await page.getByLabel('API key').fill('sesame');
  await page.getByRole('button', { name: 'Use it' }).click();
  expect((await titles(page)).length).toBeGreaterThan(0);
});
