import { expect, inject, test } from 'vitest';
import { pages, titles } from './support/page.ts';
import { hostile } from './support/server.ts';

const open = pages();

test('HTML in ids, titles and texts is shown as text', async () => {
  const page = await open('/?index=hostile&q=kettle');
  expect(await titles(page)).toEqual([hostile.title]);
  await page.locator('.hit-head').click();
  await page.locator('.passage').getByText('scripted').waitFor();
  expect(await page.locator('.passage p').nth(1).textContent()).toBe(hostile.text);
  expect(await page.locator('.docid').textContent()).toBe(hostile.id);
  expect(await page.locator('#page img, #page script, #page a[href^=javascript]').count()).toBe(0);
  expect(await page.evaluate('window.harmed')).toBe(undefined);
  // The address of a document with such an id opens it again.
  await page.reload();
  await page.locator('.passage').getByText('scripted').waitFor();
});

test('HTML in a query, a term and an index name is shown as text', async () => {
  const attack = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>';
  const page = await open(`/?q=${encodeURIComponent(attack)}&drop=${encodeURIComponent(attack)}`);
  await page.locator('.query-panel .bar-row').first().waitFor();
  expect(await page.locator('#query').inputValue()).toBe(attack);
  expect(await page.title()).toContain(attack);
  await page.goto(`${inject('url')}/?index=${encodeURIComponent(attack)}&q=x`);
  await page.getByRole('heading', { name: attack }).waitFor();
  expect(await page.locator('#page img, #page script').count()).toBe(0);
  expect(await page.evaluate('window.harmed')).toBe(undefined);
});

test('the page’s policy allows only resources of the server', async () => {
  const page = await open('/', { expected: /Content Security Policy/ });
  await page.locator('.samples').waitFor();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.harmed = 1';
    document.body.append(script);
  });
  expect(await page.evaluate('window.harmed')).toBe(undefined);
});

test('the page sends requests only to its server', async () => {
  const page = await open('/?q=jaguar+habitat&view=both&why=animal-05');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.reload();
  await page.locator('.document-vector').first().waitFor();
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((url) => !url.startsWith(`${inject('url')}/`))).toEqual([]);
});
