import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/run-with-texts.js';
import { findJava } from '#tserini/lucene/jvm/java-home.js';
import { anseriniJar, needsAnserini } from '../support/anserini.ts';
import { embeddedCollection } from '../support/embedded-collection.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);

async function anserini(program: string, line: string): Promise<void> {
  const java = join(findJava('compiler').home, 'bin/java');
  await execa(java, ['-cp', anseriniJar!, `io.anserini.${program}`, ...line.split(' ')], { cwd: folder() });
}

const requestsOf = async (name: string) =>
  (await readFile(path(name), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

it.skipIf(!anseriniJar)(
  `writes the requests of a run as Anserini does${needsAnserini}`,
  { timeout: 300_000 },
  async () => {
    await mkdir(path('corpus'));
    await writeFile(path('corpus/corpus.jsonl'), await readFile(join(embeddedCollection, 'corpus.jsonl')));
    const queries = (await readFile(join(embeddedCollection, 'queries.jsonl'), 'utf8')).trimEnd().split('\n');
    const topics = queries.map((line) => JSON.parse(line)).map(({ _id, text }) => `${_id}\t${text}\n`);
    await writeFile(path('topics.tsv'), topics.join(''));
    await anserini(
      'index.IndexCollection',
      '-collection BeirFlatCollection -input corpus -index index -generator DefaultLuceneDocumentGenerator -storeRaw -threads 1',
    );
    const source = '-index index -topics topics.tsv -topicReader TsvString';
    await anserini('search.SearchCollection', `${source} -output run.txt -bm25 -hits 30`);
    await anserini('rerank.GenerateRerankerRequests', `${source} -run run.txt -output theirs.jsonl -hits 20`);
    const files = { run: 'run.txt', topics: 'topics.tsv', index: 'index', output: 'ours.jsonl' };
    const flags = Object.entries(files).flatMap(([flag, name]) => [`--${flag}`, path(name)]);
    await runCommand('run.with-texts', command, [...flags, '--hits', '20']);
    const theirs = await requestsOf('theirs.jsonl');
    expect(theirs).toHaveLength(topics.length);
    expect(await requestsOf('ours.jsonl')).toEqual(theirs);
  },
);
