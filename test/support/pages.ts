import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The commands and programs of README.md and docs/, made ready to be run on the collection of this package. It
// lies where the pages have NFCorpus, so that nothing is downloaded; a document and a word that only NFCorpus has
// become one that this collection has.

const root = join(import.meta.dirname, '../..');

/** The judged collection that comes with the package. */
export const embeddedCollection = join(root, 'examples/collection');

const standIns: readonly (readonly [string, string])[] = [
  ['MED-4555', 'weather-01'],
  ['--term abdominal', '--term heart'],
];

/** What the commands call beside tserini and a system's own programs, each as a shell script. */
export const otherPrograms: Readonly<Record<string, string>> = {
  // Set-up, tests and the installation are not run inside of a test, but must be there.
  npm: `[ "$1" = install ] || grep -q "\\"$1\\": \\"" "${join(root, 'package.json')}"`,
  // The data is there.
  curl: 'exit 0',
  unzip: 'test -f collections/nfcorpus/corpus.jsonl',
};

export interface Block {
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What it prints, where a block of `text` behind it says so. */
  readonly output: string | undefined;
}

/** The blocks of a page that can be run, in its order. */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  return Array.from(
    text.matchAll(/^```(sh|[tj]s|yaml)\n(.*?)^```\n(?:\n```text\n(.*?)^```)?/gms),
    (match) => ({
      line: text.slice(0, match.index).split('\n').length,
      language: match[1]!,
      output: match[3],
      text: standIns.reduce((block, [theirs, ours]) => block.replaceAll(theirs, ours), match[2]!),
    }),
  );
}

/** Puts the embedded collection where the pages have NFCorpus, with the files that Pyserini's guide makes of it. */
export function layOutCollection(folder: string): void {
  const data = join(folder, 'collections/nfcorpus');
  cpSync(embeddedCollection, data, { recursive: true });
  const queries = readFileSync(join(embeddedCollection, 'queries.jsonl'), 'utf8').trimEnd().split('\n');
  const topics = queries.map((line) => JSON.parse(line)).map(({ _id, text }) => `${_id}\t${text}\n`);
  writeFileSync(join(data, 'queries.tsv'), topics.join(''));
  const [, ...judgments] = readFileSync(join(embeddedCollection, 'qrels/test.tsv'), 'utf8')
    .trimEnd()
    .split('\n');
  const qrels = judgments.map((line) => line.split('\t')).map(([q, d, score]) => `${q} 0 ${d} ${score}\n`);
  writeFileSync(join(data, 'qrels/test.qrels'), qrels.join(''));
}

/** Writes shell scripts that stand in for programs. @returns the folder to put before the PATH */
export function writeScripts(folder: string, scripts: Readonly<Record<string, string>>): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(bin, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }
  return bin;
}
