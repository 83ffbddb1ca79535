import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { desktop, pages, phone, picture } from './support/page.ts';

const open = pages();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const query = 'heart+attack+warning+signs';

/** Every state of the page: its address, and what shows that it is there. */
const states: readonly (readonly [string, string, string])[] = [
  ['first-view', '/', '.samples'],
  ['hits', `/?q=${query}`, '.hit'],
  ['pieces', '/?q=how+to+remove+limescale+from+a+kettle', '.pieces'],
  ['why', `/?q=${query}&why=health-14`, '.document-vector'],
  ['pruned', `/?q=${query}&topK=6&drop=warning`, '.pruning-changes strong'],
  ['side-by-side', `/?q=${query}&view=both`, '[data-side=right] .hit'],
  ['bm25-why', `/?q=${query}&view=bm25&why.bm25=health-16`, '.passage'],
  ['no-hits', '/?q=zzzz&view=bm25', '.notice'],
  ['no-index', '/?index=absent', '.notice'],
];

const widths = { desktop, phone };
const themes = ['light', 'dark'] as const;
const cases = Object.entries(widths).flatMap(([name, viewport]) =>
  themes.map((colorScheme) => ({ name, viewport, colorScheme })),
);

test.each(cases)(
  'on $name, $colorScheme: axe finds no problem, and nothing overflows',
  async (look) => {
    // The test brings its own script into the page, which the page's policy would keep out.
    const page = await open('/', { ...look, bypassCSP: true, expected: /status of (401|503)/ });
    await page.addScriptTag({ content: axe });
    const inspect = async (name: string, address: string, sign: string) => {
      await goWithin(page, address);
      await page.locator(sign).first().waitFor();
      await unfold(page, name);
      await picture(page, `${name}-${look.name}-${look.colorScheme}`);
      expect(await violations(page), name).toEqual([]);
      expect(await overflow(page), name).toBe(0);
    };
    for (const [name, address, sign] of states) await inspect(name, address, sign);

    const refuse = (status: number, message: string) =>
      page.route('**/search?*', (route) =>
        route.fulfill({ status, json: { error: { code: 'X', message } } }),
      );
    await refuse(503, 'too many requests wait already');
    await inspect('busy', '/?q=busy', '.notice');
    await refuse(401, 'this server requires an API key: send the header x-api-key');
    await inspect('key', '/?q=key', '#api-key');
    await page.route('**/search?*', () => new Promise(() => {}));
    await inspect('slow', '/?q=slow', '.waiting.shown');
  },
  120_000,
);

/** Goes to an address without loading the page anew, as its own links do. */
function goWithin(page: Page, address: string): Promise<void> {
  return page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, address);
}

/** Opens what is folded in an explanation, so that it is looked at too. */
async function unfold(page: Page, state: string): Promise<void> {
  if (!state.includes('why')) return;
  await page.locator('details').evaluateAll((all) => {
    for (const details of all) (details as HTMLDetailsElement).open = true;
  });
}

async function violations(page: Page): Promise<string[]> {
  const results = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
  );
}

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test('the theme is the system’s by default, and a choice is stored', async () => {
  const page = await open('/', { colorScheme: 'dark' });
  await page.locator('.samples').waitFor();
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await page.getByRole('button', { name: 'Theme: as the system' }).click();
  const light = await paper();
  expect(light).not.toBe(dark);
  await page.reload();
  expect(await paper()).toBe(light);
  await page.getByRole('button', { name: 'Theme: light' }).click();
  expect(await paper()).toBe(dark);
  await page.getByRole('button', { name: 'Theme: dark' }).click();
  await page.getByRole('button', { name: 'Theme: as the system' }).waitFor();
});

test('a page fits at 320 pixels, and at a zoom of four', async () => {
  const page = await open(`/?q=${query}&view=both&topK=6&why=health-14`, {
    viewport: { width: 320, height: 640 },
  });
  await page.locator('.document-vector').first().waitFor();
  expect(await overflow(page)).toBe(0);
  await picture(page, 'narrowest');
});

test('hits move to their places with an animation, unless reduced motion is set', async () => {
  const moving = async (reducedMotion: 'reduce' | 'no-preference') => {
    const page = await open(`/?q=${query}`, { reducedMotion });
    await page.locator('.hit').nth(9).waitFor();
    await page.evaluate(() => {
      const glided = Element.prototype.animate;
      Element.prototype.animate = function (...given) {
        document.body.dataset.glided = 'yes';
        return glided.apply(this, given);
      };
    });
    await page.getByLabel('Keep the heaviest').fill('2');
    await page.locator('.pruning-changes strong').waitFor();
    return page.evaluate(() => document.body.dataset.glided === 'yes');
  };
  expect(await moving('no-preference')).toBe(true);
  expect(await moving('reduce')).toBe(false);
});

const shifting: readonly (readonly [string, string, string])[] = [
  ['the first view', '/', '.samples'],
  ['hits', `/?q=${query}`, '.query-panel .vector'],
  ['both rankings and a why', `/?q=${query}&view=both&why=health-14`, '.document-vector'],
];

const loading = Object.entries(widths).flatMap(([width, viewport]) =>
  shifting.map(([what, address, sign]) => ({ what, width, viewport, address, sign })),
);

test.each(loading)('nothing jumps while $what load on $width', async ({ viewport, address, sign }) => {
  const page = await open(address, { viewport });
  await page.locator(sign).first().waitFor();
  await page.waitForTimeout(500);
  // Cumulative layout shift, https://web.dev/articles/cls
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const entries = list.getEntries() as (PerformanceEntry & {
            value: number;
            hadRecentInput: boolean;
          })[];
          resolve(entries.reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0));
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(resolve, 300, 0);
      }),
  );
  expect(shift).toBeLessThan(0.1);
});

test('a word of any length is broken, and a long passage shown in part at first', async () => {
  const page = await open('/?index=long&q=whole', { viewport: phone });
  await page.locator('.hit').first().waitFor();
  expect(await overflow(page)).toBe(0);
  await page.locator('.hit-head').first().click();
  await page.locator('.passage').waitFor();
  expect((await page.locator('.passage').textContent())!.length).toBeLessThan(25_000);
  await page.getByRole('button', { name: 'Show all' }).click();
  expect((await page.locator('.passage').textContent())!.length).toBeGreaterThan(900_000);
  expect(await overflow(page)).toBe(0);
});
