import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { embeddedCollection, writeFirstDocuments } from '../support/embedded-collection.ts';
import { tempFolder } from '../support/temp.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = '/mnt/dist/cli/main.js';

// Everything is read-only, the program too, which is seen as /mnt because it may itself lie below /tmp. Not so the folder
// that the outputs are named in, which is seen as /srv, and temporary folders of this namespace's own, which must stay empty.
const closeAll = [
  'mount --bind "$1" /srv',
  'mount --bind "$2" /mnt',
  'mount -o remount,bind,ro /mnt',
  'mount -t tmpfs none /tmp',
  'mount -t tmpfs none /dev/shm',
  'mount -o remount,bind,ro /',
  'cd /srv',
].join(' && ');
const closed = (folder: string, script: string) =>
  execa(
    'unshare',
    ['-Urm', 'sh', '-c', `${closeAll} && ${script}`, 'sh', folder, root, process.execPath, main],
    {
      reject: false,
      env: { HOME: '/srv/home', TSERINI_CACHE: '/srv/cache', CI: '1' },
    },
  );

/** What a namespace like this fails at on this machine; empty where it can be made, and Node and the packages are in it. */
async function obstacle(): Promise<string> {
  const { failed, stderr, shortMessage } = await closed(
    '/var',
    '"$3" --version && ls /mnt/node_modules/execa',
  );
  return failed ? (stderr || shortMessage || '').split('\n')[0]! : '';
}

const reason = await obstacle();

it.skipIf(reason)(
  `nothing is written outside the folders that are named${reason && ` (skipped: ${reason})`}`,
  { timeout: 180_000 },
  async () => {
    const folder = await tempFolder();
    await cp(embeddedCollection, join(folder, 'data'), { recursive: true });
    await writeFirstDocuments(join(folder, 'data/corpus.jsonl'), 20);
    await mkdir(join(folder, 'home'));
    await writeFile(join(folder, 'topics.tsv'), '1\twhy is the sky blue\n');
    const commands = [
      'encode input --corpus data/corpus.jsonl --fields title text output --embeddings out/vectors encoder --encoder splade-tiny --fields title text --processes 2 --dtype int8',
      'encode.query --topics topics.tsv --output out/encoded.tsv --encoder splade-tiny',
      'index.lucene --collection JsonVectorCollection --input out/vectors --index out/index --impact --pretokenized',
      'search.lucene --impact --index out/index --topics topics.tsv --encoder splade-tiny --output out/runs/run.txt',
      'dump-vectors --index out/index --output out/dumped.jsonl',
      'dump-vectors --index out/index --output out/dumped.npz',
      'ciff.export --index out/index --output out/dumped.ciff.gz',
      'ciff.import --input out/dumped.ciff.gz --index out/imported',
      'inspect --index out/index --validate',
      'reproduce embedded --data data --output out/embedded',
    ];
    const run = commands.map((line) => `"$3" "$4" ${line} >>/srv/said 2>&1 || echo "failed: ${line}"`);
    const script = `{ ${run.join('; ')}; find /tmp /dev/shm -mindepth 1; ls -A /srv /srv/home; }`;
    const { stdout, stderr } = await closed(folder, script);
    expect(stderr).toBe('');
    const listed = ['/srv:', 'cache', 'data', 'home', 'out', 'said', 'topics.tsv', '', '/srv/home:'];
    // The cache of int8 weights is the program's own place, and named by TSERINI_CACHE.
    expect(stdout.split('\n')).toEqual(listed);
  },
);
