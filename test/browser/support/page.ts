import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest';

const screenshots = fileURLToPath(new URL('../../../build/test-results/screenshots/', import.meta.url));

export const desktop = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

interface PageOptions extends BrowserContextOptions {
  /** Console lines that the test is about: they are no fault. */
  readonly expected?: RegExp;
}

type Open = (address: string, options?: PageOptions) => Promise<Page>;

/**
 * A browser for the tests of a file. The returned function opens an address of the page (`/?q=…`); when the test
 * ends, its console must be empty, and no error may have been thrown in it.
 */
export function pages(): Open {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
      // Containers run as root, where Chromium's sandbox does not start.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
  });
  afterAll(() => browser.close());

  return async (address, { expected, ...options } = {}) => {
    const context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const said: string[] = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`thrown: ${error.message}`));
    onTestFinished(async () => {
      await context.close();
      expect(said.filter((line) => !expected?.test(line))).toEqual([]);
    });
    await page.goto(inject('url') + address);
    return page;
  };
}

/** Keeps a picture of the page, of all its length or of what is in view, for people to look at. */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.screenshot({ path: `${screenshots}${name}.png`, fullPage });
}

/** The titles of a ranking's hits, best first. */
export async function titles(page: Page, side = ''): Promise<string[]> {
  const heads = page.locator(`${side} .hit-head`);
  await heads.first().waitFor();
  return (await heads.allInnerTexts()).map((text) => text.replace(/\s*why\?$/, ''));
}

/** The numbers of an element's text, `5,664` as 5664. */
export function numbersIn(text: string): number[] {
  return (text.match(/\d[\d,]*(\.\d+)?/g) ?? []).map((number) => Number(number.replaceAll(',', '')));
}
