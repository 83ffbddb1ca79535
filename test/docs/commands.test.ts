import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { LuceneIndexReader } from '#tserini/lucene/lucene-index-reader.js';
import { runProgram } from '../support/program.ts';
import { suiteFolder } from '../support/temp.ts';

// Every block of commands, and every program, of README.md and docs/, as it stands there and in its order. The
// collection of this package lies where the pages have NFCorpus, so that nothing is downloaded; a document and a
// word that only NFCorpus has become one that this collection has.

const root = join(import.meta.dirname, '../..');
const collection = join(root, 'examples/collection');
const folder = suiteFolder();
const standIns: readonly (readonly [string, string])[] = [
  ['MED-4555', 'weather-01'],
  ['--term abdominal', '--term heart'],
];

/** What the commands call, beside a system's own: each a shell script. */
const programs: Readonly<Record<string, string>> = {
  // Of the package that is installed.
  npx: `[ "$1" = tserini ] && shift && exec "${process.execPath}" "${join(root, 'dist/cli/main.js')}" "$@"`,
  // Set-up and tests are not run inside of a test, but must be there.
  npm: `grep -q "\\"$1\\": \\"" "${join(root, 'package.json')}"`,
  // The data is there.
  curl: 'exit 0',
  unzip: 'test -f collections/nfcorpus/corpus.jsonl',
};

interface Block {
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  return Array.from(text.matchAll(/^```(sh|ts|yaml)\n(.*?)^```/gms), (match) => ({
    line: text.slice(0, match.index).split('\n').length,
    language: match[1]!,
    text: standIns.reduce((block, [theirs, ours]) => block.replaceAll(theirs, ours), match[2]!),
  }));
}

const written = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md') && name !== 'library.md')
  .map((name) => `docs/${name}`);
const pages = ['README.md', ...written].filter((page) => blocksOf(page).length > 0);

beforeAll(() => {
  const data = join(folder(), 'collections/nfcorpus');
  cpSync(collection, data, { recursive: true });
  // As Pyserini's guide makes them.
  const queries = readFileSync(join(collection, 'queries.jsonl'), 'utf8').trimEnd().split('\n');
  const topics = queries.map((line) => JSON.parse(line)).map(({ _id, text }) => `${_id}\t${text}\n`);
  writeFileSync(join(data, 'queries.tsv'), topics.join(''));
  const [, ...judgments] = readFileSync(join(collection, 'qrels/test.tsv'), 'utf8').trimEnd().split('\n');
  const qrels = judgments.map((line) => line.split('\t')).map(([q, d, score]) => `${q} 0 ${d} ${score}\n`);
  writeFileSync(join(data, 'qrels/test.qrels'), qrels.join(''));
  mkdirSync(join(folder(), 'bin'));
  for (const [name, script] of Object.entries(programs)) {
    const path = join(folder(), 'bin', name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }
});

describe.skipIf(process.platform === 'win32').each(pages)('%s', (page) => {
  it.each(blocksOf(page))('line $line: $language works', { timeout: 300_000 }, async (block) => {
    if (block.language === 'yaml') return writeFileSync(join(folder(), 'tserini.yaml'), block.text);
    const options = {
      cwd: folder(),
      env: { PATH: [join(folder(), 'bin'), process.env.PATH].join(delimiter) },
      reject: false,
      all: true,
      encoding: 'utf8',
    } as const;
    const name = `${page.replaceAll(/\W/g, '-')}-${block.line}`;
    const { exitCode, all } =
      block.language === 'sh'
        ? await execa('sh', ['-e', '-c', block.text], options)
        : await runProgram(name, block.text, [], options);
    expect(exitCode, `${block.text}\n${all}`).toBe(0);
    expect(all).not.toMatch(/warning/i);
  });
});

it('left behind an index of the whole collection', async () => {
  await using reader = await LuceneIndexReader.open(join(folder(), 'index/nfcorpus'));
  const { documents } = await reader.stats();
  expect(documents).toBe(readFileSync(join(collection, 'corpus.jsonl'), 'utf8').trimEnd().split('\n').length);
});
