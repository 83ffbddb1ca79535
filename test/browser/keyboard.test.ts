import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pages, titles } from './support/page.ts';

const open = pages();

const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.id || at?.closest<HTMLElement>('.hit')?.dataset.docid || at?.className || '';
  });

test('search, explain and prune without a mouse', async () => {
  const page = await open('/');
  await page.locator('.samples a').first().waitFor();
  expect(await focused(page)).toBe('query');
  await page.keyboard.type('jaguar habitat');
  await page.keyboard.press('Enter');
  await titles(page);
  const docids = await page
    .locator('.hit')
    .evaluateAll((hits) => hits.map((hit) => (hit as HTMLElement).dataset.docid));

  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe(docids[0]);
  await page.keyboard.press('j');
  expect(await focused(page)).toBe(docids[1]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toBe(docids[0]);
  await page.keyboard.press('Enter');
  await page.locator('.contributions').waitFor();
  await page.keyboard.press('Escape');
  expect(await page.locator('.why').count()).toBe(0);
  expect(await focused(page)).toBe(docids[0]);
  await page.keyboard.press('Escape');
  expect(await focused(page)).toBe('query');

  await page.locator('#prune').focus();
  await page.keyboard.press('Home');
  await page.locator('.pruning-changes strong').waitFor();
  expect(page.url()).toContain('topK=1');
  await page.keyboard.press('End');
  await page.locator('.pruning-changes').waitFor({ state: 'detached' });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  expect(await page.locator('.bar-row[aria-pressed=false]').count()).toBe(1);
  await page.keyboard.press('/');
  expect(await focused(page)).toBe('query');
  await page.keyboard.type('python');
  expect(await page.locator('#query').inputValue()).toBe('python');
});

test('the first Tab stop is a link that skips the head', async () => {
  const page = await open('/?q=jaguar+habitat');
  await titles(page);
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('skip');
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('content');
  expect((await titles(page)).length).toBe(10);
});

test('every Tab stop is visible', async () => {
  const page = await open('/?q=jaguar+habitat&view=both&why=animal-05');
  await page.locator('.contributions').waitFor();
  await page.locator('[data-side=right] .hit').first().waitFor();
  for (let i = 0; i < 45; i++) {
    await page.keyboard.press('Tab');
    const look = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement;
      // A box that is drawn by its label or its form shows the focus there.
      const shown = at.matches('.segments input')
        ? at.nextElementSibling
        : at.id === 'query'
          ? at.closest('form')
          : at;
      const box = shown!.getBoundingClientRect();
      return {
        name: at.outerHTML.slice(0, 90),
        outline: Number.parseFloat(getComputedStyle(shown!).outlineWidth),
        inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
      };
    });
    expect(look, look.name).toMatchObject({ inside: true });
    expect(look.outline, look.name).toBeGreaterThanOrEqual(1);
  }
});

test('single-key shortcuts can be switched off', async () => {
  const page = await open('/?q=jaguar+habitat');
  await titles(page);
  await page.getByText('Keyboard', { exact: true }).click();
  await page.getByLabel('single letters and / do this').uncheck();
  await page.reload();
  await titles(page);
  await page.locator('.hit-head').first().focus();
  await page.keyboard.press('/');
  await page.keyboard.press('j');
  expect(await page.locator('.hit').first().locator(':focus').count()).toBe(1);
});
