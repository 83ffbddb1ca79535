import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { makeDocuments, writeJsonl } from '../support/corpus.ts';
import { tempFolder } from '../support/temp.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs a shell script in which `$1` is a file system of 64 KB that nobody else sees. */
function onSmallDisk(folder: string, script: string, ...args: string[]) {
  const mounted = `mount -t tmpfs -o size=64k none "$1" && ${script}`;
  return execa('unshare', ['-Urm', 'sh', '-c', mounted, 'sh', folder, ...args], { reject: false });
}

const possible = !(await onSmallDisk(tmpdir(), 'true')).failed;

describe.skipIf(!possible)(`a full disk${possible ? '' : ' (skipped: no right to mount one)'}`, () => {
  it('ends an encode in one line that says so, and leaves nothing that looks whole', async () => {
    const folder = await tempFolder();
    const disk = join(folder, 'disk');
    await mkdir(disk);
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), makeDocuments(60, 150, 41));
    const script =
      '"$2" "$3" encode input --corpus "$4" output --embeddings "$1" encoder --encoder splade-tiny; echo $?; ls "$1"';
    const { stdout, stderr } = await onSmallDisk(disk, script, process.execPath, main, corpus);
    expect(stderr).toMatch(
      /^tserini: no space left on the disk for encoded vectors: .*embeddings\.jsonl\.partial$/,
    );
    expect(stdout.split('\n')).toEqual(['1', 'embeddings.jsonl.manifest', 'embeddings.jsonl.partial']);
  });
});
