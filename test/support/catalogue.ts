import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sharedData } from './data.ts';
import { type FileServer, serveFiles } from './file-server.ts';

/** The rows of a table of the shared catalogue, by their columns. */
export function catalogueTable(name: string): Record<string, string>[] {
  const [columns = [], ...rows] = readFileSync(sharedData(`catalogue/${name}`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]!])));
}

const fixtures = sharedData('catalogue/fixtures');

/** The published files of the shared catalogue, by what their addresses end with. */
export function catalogueFixtures(): Record<string, Buffer> {
  const names = readdirSync(fixtures).filter((name) => name !== 'expected.json');
  const files = names.map((name) => [name, readFileSync(`${fixtures}/${name}`)] as const);
  // It is published uncompressed.
  const excluded = files.map(([name, bytes]) =>
    name.startsWith('exclude.')
      ? ([name.replace(/\.gz$/, ''), gunzipSync(bytes)] as const)
      : ([name, bytes] as const),
  );
  return Object.fromEntries(excluded);
}

/** What Anserini's readers give for the published files. */
export const expectedOfFixtures = () => JSON.parse(readFileSync(`${fixtures}/expected.json`, 'utf8'));

const evalRepository = '/raw.githubusercontent.com/castorini/eval/5b819c1a45c8a0a3ec9426f476694f44a29dfaf3';

/** Serves published files of topics and judgments as a mirror does, at the addresses that are pinned. */
export function serveMirror(files: Readonly<Record<string, Buffer>>): Promise<FileServer> {
  const pinned = Object.entries(files).map(([name, bytes]) => [
    `${evalRepository}/${name.startsWith('topics.') ? 'topics' : 'qrels'}/${name}`,
    bytes,
  ]);
  return serveFiles(Object.fromEntries(pinned));
}
