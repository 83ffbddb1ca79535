import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogueFixtures, catalogueTable } from '../support/catalogue.ts';
import { hasSharedData, needsSharedData } from '../support/data.ts';
import { tempFolder } from '../support/temp.ts';

const root = join(import.meta.dirname, '../..');
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'));

/** A clone of the registry of topics and judgments, with those of its files that are at hand. */
function makeRegistry(folder: string): void {
  const json = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  const aliases = (rows: Record<string, string>[]) =>
    Object.fromEntries(rows.filter((row) => row.aliases).map((row) => [row.name, row.aliases!.split(',')]));
  const [topics, qrels] = [catalogueTable('topics.tsv'), catalogueTable('qrels.tsv')];
  const entry = ({ name, file, reader }: Record<string, string>) => [
    name,
    { path: file, reader_class: `io.anserini.search.topicreader.${reader}` },
  ];
  json('topics.json', Object.fromEntries(topics.map(entry)));
  json('topics-aliases.json', aliases(topics));
  json('qrels.json', Object.fromEntries(qrels.map(({ name, file }) => [name, file])));
  json('qrels-aliases.json', aliases(qrels));
  for (const kind of ['topics', 'qrels']) mkdirSync(join(folder, kind));
  for (const [name, bytes] of Object.entries(catalogueFixtures())) {
    const [kind] = name.split('.');
    if (kind === 'topics' || kind === 'qrels') writeFileSync(join(folder, kind, name), bytes);
  }
  // Files that the checkout has though the registry does not name them.
  for (const { path } of catalogueTable('files-unregistered.tsv')) {
    if (path!.startsWith('topics/')) appendFileSync(join(folder, path!), '');
  }
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...identity, ...args], { stdio: 'ignore' });
  git('init');
  git('add', '.');
  git('commit', '-m', 'registry');
}

it.skipIf(!hasSharedData)(`is made from the registries by the script${needsSharedData}`, async () => {
  const [registry, made] = [await tempFolder(), await tempFolder()];
  makeRegistry(registry);
  const script = join(root, 'scripts/catalogue.mjs');
  execFileSync(process.execPath, [script, '--eval', registry, '--to', made], { stdio: 'ignore' });
  for (const table of ['topics', 'qrels']) {
    expect(linesOf(join(made, `${table}.tsv`))).toEqual(linesOf(join(root, `catalogue/${table}.tsv`)));
  }
  const addresses = (folder: string) =>
    linesOf(join(folder, 'addresses.tsv')).map((line) => line.replace(/eval\/[0-9a-f]{40}/, 'eval/COMMIT'));
  expect(addresses(made)).toEqual(addresses(join(root, 'catalogue')));
});

it.skipIf(!hasSharedData)(
  `takes indexes from the registry, and keeps what that lacks${needsSharedData}`,
  async () => {
    const [registry, made] = [await tempFolder(), await tempFolder()];
    mkdirSync(join(registry, 'lucene'));
    const entries = catalogueTable('indexes.tsv')
      .slice(0, 200)
      .map(({ name, type, texts_index, filename, urls, md5, size, documents }) => ({
        ...{ name, type, corpus_index: texts_index || name, filename, urls: urls!.split(' '), md5 },
        ...{ size: Number(size), documents: Number(documents) },
      }));
    writeFileSync(join(registry, 'lucene/some.json'), JSON.stringify(entries));
    execFileSync('git', ['-C', registry, 'init'], { stdio: 'ignore' });
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
    execFileSync('git', ['-C', registry, ...identity, 'commit', '--allow-empty', '-m', 'registry'], {
      stdio: 'ignore',
    });
    const script = join(root, 'scripts/catalogue.mjs');
    execFileSync(process.execPath, [script, '--indexes', registry, '--to', made], { stdio: 'ignore' });
    for (const table of ['indexes', 'dense-indexes']) {
      expect(linesOf(join(made, `${table}.tsv`))).toEqual(linesOf(join(root, `catalogue/${table}.tsv`)));
    }
  },
);
