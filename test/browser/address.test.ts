import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { desktop, pages, titles } from './support/page.ts';

const open = pages();
const deep =
  '/?index=embedded&q=mercury+poisoning&view=both&hits=20&topK=6&drop=planet&why=chem-01&why.bm25=chem-01';

/** What is seen, as far as the address should say it. */
async function seen(page: Page): Promise<unknown> {
  await page.locator('.why .contributions').nth(1).waitFor();
  await page.locator('.pruning-changes strong').waitFor();
  return {
    left: await titles(page, '[data-side=left]'),
    right: await titles(page, '[data-side=right]'),
    open: await page
      .locator('.hit.open')
      .evaluateAll((hits) => hits.map((hit) => (hit as HTMLElement).dataset.docid)),
    story: await page.locator('.story').allTextContents(),
    pruned: await page.locator('.pruner output').textContent(),
    view: await page.locator('.segments input:checked + span').textContent(),
  };
}

test('an address restores its whole state, in another window too', async () => {
  const page = await open(deep);
  const first = await seen(page);
  expect(first).toMatchObject({ open: ['chem-01', 'chem-01'], view: 'Side by side' });
  const other = await open(`/${new URL(page.url()).search}`);
  expect(await seen(other)).toEqual(first);
});

test('a link to a low-ranked hit scrolls it into view', async () => {
  const page = await open('/?q=jaguar+habitat');
  const docid = (await page.locator('.hit').nth(7).getAttribute('data-docid'))!;
  const linked = await open(`/?q=jaguar+habitat&why=${docid}`);
  await linked.locator('.contributions').waitFor();
  const box = await linked.locator('.hit.open .hit-head').boundingBox();
  expect(box!.y).toBeGreaterThan(0);
  expect(box!.y).toBeLessThan(desktop.height / 2);
});

test('back and forward step through the history', async () => {
  const page = await open('/');
  await page.locator('.samples a').first().waitFor();
  await page.locator('#query').fill('jaguar habitat');
  await page.keyboard.press('Enter');
  const searched = await titles(page);
  await page.locator('.hit-head').first().click();
  await page.locator('.contributions').waitFor();
  await page.getByLabel('Keep the heaviest').fill('2');
  await page.locator('.pruning-changes strong').waitFor();

  await page.goBack();
  await page.locator('.pruning-changes').waitFor({ state: 'detached' });
  await page.locator('.contributions').waitFor();
  await page.goBack();
  await page.locator('.why').waitFor({ state: 'detached' });
  expect(await titles(page)).toEqual(searched);
  await page.goBack();
  await page.locator('.samples').waitFor();
  expect(await page.locator('#query').inputValue()).toBe('');
  await page.goForward();
  expect(await titles(page)).toEqual(searched);
  expect(await page.locator('#query').inputValue()).toBe('jaguar habitat');
});

test('a move of the slider is one step of the history', async () => {
  const page = await open('/?q=jaguar+habitat');
  await titles(page);
  const steps = await page.evaluate(() => history.length);
  await page.getByLabel('Keep the heaviest').evaluate((slider: HTMLInputElement) => {
    for (const value of ['9', '7', '5', '3']) {
      slider.value = value;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }
    slider.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await page.locator('.pruning-changes strong').waitFor();
  expect(page.url()).toContain('topK=3');
  expect(await page.evaluate(() => history.length)).toBe(steps + 1);
});

test('invalid parts of an address are ignored', async () => {
  const page = await open('/?q=jaguar+habitat&hits=NaN&topK=-3&view=sideways&why=nowhere&colour=blue#top');
  expect((await titles(page)).length).toBe(10);
});
