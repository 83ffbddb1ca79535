import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';
import { serveCommands } from '../support/command-server.ts';
import {
  blocksOf,
  embeddedCollection,
  layOutCollection,
  otherPrograms,
  writeScripts,
} from '../support/pages.ts';
import { runProgram } from '../support/program.ts';
import { suiteFolder } from '../support/temp.ts';

// Every block of commands, and every program, of README.md and docs/, as it stands there and in its order. What a block of
// `text` behind one shows is what it prints.

const root = join(import.meta.dirname, '../..');
const folder = suiteFolder();
let bin = '';

/**
 * As if the package were installed. What reads standard input has a process of its own; test/release runs README.md and
 * the guide in processes of their own, with the installed package.
 */
const npxWith = (commands: string) =>
  `[ "$1" = tserini ] && shift
[ "$1" != mcp ] || exec "${process.execPath}" "${join(root, 'dist/cli/main.js')}" "$@"
${commands}`;

const written = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
// The guide makes an index that others use.
const pages = [...new Set(['README.md', 'docs/guide.md', ...written])].filter(
  (page) => blocksOf(page).length > 0,
);

beforeAll(async () => {
  const { script, close } = await serveCommands(folder());
  layOutCollection(folder());
  mkdirSync(join(folder(), 'node_modules'));
  symlinkSync(root, join(folder(), 'node_modules/tserini'));
  bin = writeScripts(folder(), { ...otherPrograms, npx: npxWith(script) });
  return close;
});

describe.skipIf(process.platform === 'win32').each(pages)('%s', (page) => {
  it.each(blocksOf(page))('line $line: $language works', { timeout: 300_000 }, async (block) => {
    if (block.language === 'yaml') return writeFileSync(join(folder(), 'tserini.yaml'), block.text);
    const options = {
      cwd: folder(),
      env: { PATH: [bin, process.env.PATH].join(delimiter) },
      reject: false,
      all: true,
      encoding: 'utf8',
    } as const;
    const name = `${page.replaceAll(/\W/g, '-')}-${block.line}`;
    const { exitCode, all, stdout } =
      block.language === 'sh'
        ? await execa('sh', ['-e', '-c', block.text], options)
        : await runProgram(name, block.text, [], options);
    expect(exitCode, `${block.text}\n${all}`).toBe(0);
    expect(all).not.toMatch(/warning/i);
    if (block.output !== undefined) expect(stdout).toBe(block.output.trimEnd());
  });
});

it('left behind an index of the whole collection', async () => {
  await using reader = await LuceneIndexReader.open(join(folder(), 'index/nfcorpus'));
  const { documents } = await reader.stats();
  const corpus = readFileSync(join(embeddedCollection, 'corpus.jsonl'), 'utf8');
  expect(documents).toBe(corpus.trimEnd().split('\n').length);
});

const hasTerminal = process.platform === 'linux' && existsSync('/usr/bin/script');

it.skipIf(!hasTerminal)('the picture of a terminal shows what stands there', async () => {
  const { onTerminal } = await import(new URL('../../scripts/terminal.mjs', import.meta.url).href);
  const svg = readFileSync(join(root, 'docs/pictures/terminal-light.svg'), 'utf8');
  const shown = Array.from(svg.matchAll(/<text [^>]*xml:space[^>]*>(.*)<\/text>/g), ([, text]) =>
    text!
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&'),
  );
  const [typed, ...lines] = shown;
  const command = typed!.replace(
    '$ npx tserini',
    `"${process.execPath}" "${join(root, 'dist/cli/main.js')}"`,
  );
  const printed: string[] = await onTerminal(command, { cwd: folder(), columns: 92 });
  expect(lines).toEqual(printed.filter((line) => line !== ''));
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(typed!.slice(2));
});
