import { expect, inject, test } from 'vitest';
import { numbersIn, pages } from './support/page.ts';

const open = pages();
const query = 'heart+attack+warning+signs';

interface Explained {
  readonly score: number;
  readonly matching: readonly {
    readonly term: string;
    readonly own: boolean;
    readonly inText?: boolean;
    readonly queryWeight: number;
    readonly documentWeight: number;
    readonly share: number;
  }[];
}

async function explain(docid: string, method = 'impact'): Promise<Explained> {
  const path = `/v1/embedded/explain/${docid}?query=${query}&method=${method}`;
  return (await (await fetch(inject('url') + path)).json()) as Explained;
}

test('a "why" opens in place and shows the contribution of each term, by origin', async () => {
  const page = await open(`/?q=${query}`);
  const hit = page.locator('.hit[data-docid="health-14"]');
  await hit.locator('.hit-head').click();
  expect(await hit.locator('.hit-head').getAttribute('aria-expanded')).toBe('true');
  const rows = hit.locator('.contributions tbody tr');
  await rows.first().waitFor();

  const { score, matching } = await explain('health-14');
  expect(matching.some(({ own, inText }) => own && !inText)).toBe(true);
  expect(matching.some(({ own }) => !own)).toBe(true);
  const shown = await rows.evaluateAll((all) =>
    all.map((row) => ({
      term: row.querySelector('.term')?.textContent,
      own: row.classList.contains('own'),
      written: !row.querySelector('.bar-cell i')?.classList.contains('unwritten'),
      weights: row.querySelector('.numbers')?.textContent,
    })),
  );
  expect(shown).toEqual(
    matching.map(({ term, own, inText, queryWeight, documentWeight }) => ({
      term,
      own,
      written: inText,
      weights: `${queryWeight} × ${documentWeight}`,
    })),
  );
  expect(numbersIn((await hit.locator('.story strong').textContent()) ?? '')).toEqual([score]);

  await hit.locator('.hit-head').click();
  expect(await hit.locator('.why').count()).toBe(0);
});

test('the lengths of the bars are proportional to their values', async () => {
  const page = await open(`/?q=${query}&why=health-14`);
  await page.locator('.bar-cell i').first().waitFor();
  const widths = await page
    .locator('.bar-cell i')
    .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
  const { matching } = await explain('health-14');
  matching.forEach(({ share }, i) => {
    // The shortest are drawn three pixels wide, to be seen at all.
    expect(widths[i]).toBeCloseTo(Math.max(3, (share / matching[0].share) * widths[0]), 0);
  });
});

test('the sources of a score add up to the score', async () => {
  const page = await open(`/?q=${query}&why=health-16`);
  await page.locator('.sources b').first().waitFor();
  const shares = (await page.locator('.sources b').allTextContents()).flatMap(numbersIn);
  const sum = shares.reduce((total, share) => total + share, 0);
  expect(shares.length).toBeGreaterThan(1);
  expect(Math.abs(sum - 100)).toBeLessThanOrEqual(2);
});

test('shows the passage next to its vector, added terms apart from those of its text', async () => {
  const page = await open(`/?q=${query}&why=health-14`);
  const document = page.locator('.document');
  await document.getByRole('heading', { name: 'added by the model' }).waitFor();
  const { vector } = (await (await fetch(`${inject('url')}/v1/embedded/vector/health-14`)).json()) as {
    vector: { term: string; inText: boolean }[];
  };
  const added = vector.filter(({ inText }) => !inText);
  await document.getByRole('button', { name: `Show all ${added.length} terms` }).click();
  const shown = await document.locator('.bar-row.added .term').allTextContents();
  expect(shown).toEqual(added.map(({ term }) => term));

  // Terms that the model added do not occur in the passage; underlined ones occur in the query too.
  const { matching } = await explain('health-14');
  const written = matching.filter(({ inText }) => inText).map(({ term }) => term);
  const marked = await document.locator('.passage .match').allTextContents();
  expect(marked.map((word) => word.toLowerCase())).toEqual(written);
});

test('explains BM25, by stems', async () => {
  const page = await open(`/?q=${query}&view=bm25&why.bm25=health-16`);
  await page.locator('.contributions tbody tr').first().waitFor();
  const { matching } = await explain('health-16', 'bm25');
  expect(await page.locator('.contributions .term').allTextContents()).toEqual(
    matching.map(({ term }) => term),
  );
  await page.locator('.passage .match').first().waitFor();
});

test('shows a link, a REST address and a command of the same explanation', async () => {
  const page = await open(`/?q=${query}&topK=9&why=health-14`);
  await page.getByText('Share or repeat').click();
  const [link, rest, command] = await page.locator('.copy-line code').allTextContents();
  expect(link).toBe(page.url());
  const answer = (await (await fetch(rest)).json()) as Explained;
  expect(numbersIn((await page.locator('.story strong').textContent()) ?? '')).toEqual([answer.score]);
  expect(command).toContain("--query 'heart attack warning signs' --docid health-14 --encoder splade-tiny");
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy: Link to this view' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(page.url());
});
