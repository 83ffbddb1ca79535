import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { LuceneOpener } from './lucene-opener.js';
import type { IndexLocation } from './open-index.js';

/** Commits that may come while one is opened. */
const mostCommits = 100;

/** An index in a folder. The indexes that it opens share the caches of segments that they have in common. */
export function luceneLocation(folder: string): IndexLocation {
  const opener = new LuceneOpener(folder);
  return {
    name: folder,
    fingerprint: () => commitOf(folder),
    async open() {
      for (let commits = 0; commits < mostCommits; commits++) {
        const before = await commitOf(folder);
        const searchers = await opener.refresh();
        // Two searchers must show one commit.
        if (searchers === 1 || before === (await commitOf(folder))) return opener.open();
      }
      throw new TseriniError('INDEX', `the index changes too fast to be opened: ${folder}`, {
        value: folder,
      });
    },
    close: () => opener.close(),
  };
}

/** Names, inodes and times of the files that a Lucene commit ends with. */
async function commitOf(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const commits = names.filter((name) => name.startsWith('segments_')).sort();
  const states = await Promise.all(
    commits.map(async (name) => {
      const found = await statOrUndefined(join(folder, name));
      return found && `${name} ${found.ino} ${found.size} ${found.mtimeMs}`;
    }),
  );
  const present = states.filter((state) => state !== undefined);
  return present.length > 0 ? present.join('\n') : undefined;
}
