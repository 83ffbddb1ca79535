import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp.ts';

it('names each link of the site that leads nowhere', async () => {
  const folder = await tempFolder();
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'light.png'), '');
  writeFileSync(
    join(folder, 'index.html'),
    '<h1 id="top"><a href="#top">1</a><a href="docs/a.html#one">2</a><a href="docs/a.html#absent">3</a></h1>' +
      '<picture><source srcset="dark.png 2x"><img src="light.png"></picture><a href="https://example.org/x">4</a>',
  );
  writeFileSync(join(folder, 'docs/a.html'), '<a id="one" href="../#top">5</a><a href="b.html">6</a>');
  const { brokenLinks } = await import(new URL('../../scripts/links.mjs', import.meta.url).href);
  expect(brokenLinks(folder).sort()).toEqual([
    'docs/a.html: b.html',
    'index.html: dark.png',
    'index.html: docs/a.html#absent',
  ]);
});
