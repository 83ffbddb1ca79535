#!/usr/bin/env node
// Brings the tables of the folder catalogue up to date from checkouts of the registries of Pyserini and Anserini:
//
//   node scripts/catalogue.mjs --eval FOLDER --indexes FOLDER [--to FOLDER]
//
// --eval is a clone of castorini/eval (topics.json, qrels.json, their aliases, the files), --indexes one of
// castorini/prebuilt-indexes (lucene/*.json, faiss/*.json); either alone will do. A name that the registry has given up stays,
// with the address that its file had. What a registry does not say stays as it is: encoders, and names of earlier releases;
// what is to be filled in by hand is printed. The table bm25.tsv is written by hand.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readTable } from '../dist/util/files/read-table.js';

const home = fileURLToPath(new URL('../catalogue/', import.meta.url));
const { values } = parseArgs({
  options: { eval: { type: 'string' }, indexes: { type: 'string' }, to: { type: 'string', default: home } },
});
const raw = 'https://raw.githubusercontent.com/castorini';

const table = (name) => readTable(new URL(`../catalogue/${name}.tsv`, import.meta.url));
const json = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));
const git = (folder, ...args) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();

function write(name, rows, ...notes) {
  const columns = Object.keys(rows[0]);
  const lines = [...notes.map((note) => `# ${note}`), columns.join('\t')];
  lines.push(...rows.map((row) => columns.map((column) => row[column] ?? '').join('\t')));
  writeFileSync(join(values.to, `${name}.tsv`), `${lines.join('\n')}\n`);
}

/** Size and checksum of a file of the checkout, and that what is known of another version is not known of this one. */
function factsOf(path, before, counts) {
  if (!existsSync(path)) return before ? {} : { bytes: '', checksum: '' };
  const bytes = readFileSync(path);
  const checksum = createHash('sha256').update(bytes).digest('hex');
  const isNew = checksum !== before?.checksum;
  return {
    bytes: bytes.length,
    checksum,
    ...(isNew ? Object.fromEntries(counts.map((name) => [name, ''])) : {}),
  };
}

/** Texts unless the file's name says what encoded them. */
function encodingOf(file, reader) {
  if (/Vector$/.test(reader)) return 'dense';
  if (/\.wp\./.test(file)) return 'wordpiece';
  return /splade|unicoil|deepimpact/.test(file) ? 'impact' : 'text';
}

/**
 * The rows of one kind of file.
 * @param entries of the registry: name, file, and cells that only it knows
 * @param counts columns that are true of one version of a file
 */
function rowsOf(kind, folder, entries, counts) {
  const before = table(kind);
  const aliases = json(folder, `${kind}-aliases.json`);
  const byFile = new Map(before.map((row) => [row.file, row]));
  const claimed = new Set(entries.flatMap(({ name }) => [name, ...(aliases[name] ?? [])]));
  const rows = entries.map(({ name, file, ...cells }) => {
    const old = byFile.get(file);
    const earlier = old?.names.split(' ').filter((one) => !claimed.has(one)) ?? [];
    const empty = Object.fromEntries(Object.keys(before[0]).map((column) => [column, '']));
    const facts = factsOf(join(folder, kind, file), old, counts);
    if (facts.checksum === '') console.log(`no such file: ${kind}/${file}`);
    return {
      ...(old ?? empty),
      file,
      names: [name, ...(aliases[name] ?? []), ...earlier].join(' '),
      ...(old ? {} : cells.guesses),
      ...cells.facts,
      at: kind,
      ...facts,
    };
  });
  const registered = new Set(entries.map(({ file }) => file));
  const gone = before
    .filter(({ file }) => !registered.has(file))
    .map((row) => ({
      ...row,
      names: row.names
        .split(' ')
        .filter((one) => !claimed.has(one))
        .join(' '),
    }))
    .filter(({ names }) => names !== '');
  return [...rows, ...gone.map((row) => ({ ...row, at: addressOf(row, kind, folder) }))];
}

/** Where a file is that the registry does not name: in the checkout, or at the last commit that is known to have it. */
function addressOf({ file, at }, kind, folder) {
  if (at !== kind || existsSync(join(folder, kind, file))) return at;
  return `${table('addresses').find((address) => address.at === kind).url}/${file}`;
}

function updateFiles(folder) {
  const commit = git(folder, 'rev-parse', 'HEAD');
  const source = `castorini/eval ${commit} of ${git(folder, 'log', '-1', '--format=%cs')}`;
  const topics = Object.entries(json(folder, 'topics.json')).map(([name, { path: file, reader_class }]) => {
    const reader = reader_class.split('.').at(-1).replace('TopicReader', '');
    return { name, file, facts: { reader }, guesses: { encoding: encodingOf(file, reader) } };
  });
  const qrels = Object.entries(json(folder, 'qrels.json')).map(([name, file]) => ({ name, file }));
  const names =
    'names: canonical first, then aliases, those of earlier releases too; at: a key of addresses.tsv, or an address';
  const made = 'checksum: sha256, git: of a blob, or md5: (made by scripts/catalogue.mjs)';
  write(
    'topics',
    rowsOf('topics', folder, topics, ['topics']),
    `${source}; KILT: castorini/pyserini 0a0be296`,
    names,
    made,
  );
  write('qrels', rowsOf('qrels', folder, qrels, ['topics', 'judgments']), source, names, made);
  const old = table('addresses').filter(({ url }) => url.endsWith('/topics-and-qrels'));
  const addresses = ['topics', 'qrels'].flatMap((at) => [
    ...[commit, 'master'].map((version) => ({ at, url: `${raw}/eval/${version}/${at}` })),
    ...old.filter((address) => address.at === at),
  ]);
  write(
    'addresses',
    [...addresses, ...old.filter(({ at }) => at === 'topics-and-qrels')],
    'where files of topics and judgments are, in the order in which they are tried; a branch only for files with a checksum',
    '(made by scripts/catalogue.mjs)',
  );
}

function updateIndexes(folder) {
  const commit = git(folder, 'rev-parse', 'HEAD');
  const entries = ['lucene', 'faiss']
    .filter((part) => existsSync(join(folder, part)))
    .flatMap((part) =>
      readdirSync(join(folder, part))
        .filter((name) => name.endsWith('.json'))
        .map((name) => [part, name]),
    )
    .flatMap(([part, name]) => json(folder, part, name));
  const isSparse = ({ type }) => type === 'inverted' || type === 'impact';
  const before = new Map(table('indexes').map((row) => [row.names.split(' ')[0], row]));
  const known = new Set([...before.keys(), ...entries.map(({ name }) => name)]);
  for (const { name, type, corpus_index: corpus, filename, urls, md5, size, documents } of entries.filter(
    isSparse,
  )) {
    const old = before.get(name);
    if (!old && type === 'impact') console.log(`the encoder of ${name} is to be filled in`);
    before.set(name, {
      names: old?.names ?? name,
      type,
      encoder: old?.encoder ?? '',
      texts:
        [corpus, `${corpus}.flat`].find((one) => one !== name && known.has(one) && corpus !== name) ?? '',
      documents,
      bytes: size,
      md5,
      file: urls[0].endsWith(`/${filename}`) ? '' : filename,
      urls: urls.join(' '),
    });
  }
  const rows = [...before.values()].sort((a, b) => (a.names < b.names ? -1 : 1));
  write(
    'indexes',
    rows,
    `castorini/prebuilt-indexes ${commit}; what it lacks, from the registries of Pyserini and Anserini before August 2026`,
    'names: canonical first, then aliases; texts: the index that has the texts; file: of the archive, where the address ends otherwise',
    '(made by scripts/catalogue.mjs)',
  );
  const dense = table('dense-indexes').map(({ type, names }) => {
    const more = entries.filter((entry) => entry.type === type).map(({ name }) => name);
    return { type, names: [...new Set([...names.split(' '), ...more])].sort().join(' ') };
  });
  write(
    'dense-indexes',
    dense,
    'names of published indexes that hold dense vectors (made by scripts/catalogue.mjs)',
  );
}

if (!values.eval && !values.indexes) throw new Error('give --eval or --indexes');
if (values.eval) updateFiles(values.eval);
if (values.indexes) updateIndexes(values.indexes);
