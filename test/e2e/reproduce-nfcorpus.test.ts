import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tserini } from '../support/cli.ts';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const zip = sharedData('nfcorpus/nfcorpus.zip');

async function reproduce(...args: string[]): Promise<string> {
  const env = { TSERINI_CACHE: join(folder(), 'cache') };
  const result = await tserini(['reproduce', ...args, '--data', zip], { cwd: folder(), env });
  expect(result.exitCode, result.stderr).toBe(0);
  // BM25 finds nothing for some queries.
  expect(result.stderr).toMatch(/^(warning: bm25: \d+ of 323 topics have no hits .*)?$/);
  return result.stdout;
}

describe.skipIf(!hasSharedData)(`tserini reproduce on NFCorpus${needsSharedData}`, () => {
  it("gives the guide's numbers from encoded files, and a run that is Pyserini's", async () => {
    const stdout = await reproduce(
      'nfcorpus-splade-v3',
      ...['--vectors', sharedData('nfcorpus-splade-v3/vectors.jsonl.gz')],
      ...['--encoded-topics', sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz')],
    );
    expect(stdout).toMatch(/splade-v3 {2}0\.3624 OK +0\.2965 OK +0\.6172 OK$/m);
    expect(stdout).toMatch(
      /^\+ Results reproduced by \[@you\]\(.*\) on \d{4}-\d\d-\d\d \(tserini [\w.-]+\)$/m,
    );
  });

  it('gives the numbers of BM25, does nothing twice, and removes all with --keep=false', async () => {
    const row = /bm25 {2}0\.3218 OK +0\.2457 OK +0\.3704 OK$/m;
    expect(await reproduce('nfcorpus-bm25', '--report', 'bm25.md')).toMatch(row);
    expect(readFileSync(join(folder(), 'bm25.md'), 'utf8')).toContain('(expected 0.3218: OK)');
    const again = await reproduce('nfcorpus-bm25', '--keep=false');
    expect(again).toMatch(row);
    expect(again.match(/done before$/gm)).toHaveLength(2);
    expect(await reproduce('nfcorpus-bm25', '--dry-run')).toMatch(/^npx tserini index\.lucene /);
    expect(() => readFileSync(join(folder(), 'out/nfcorpus-bm25/runs/bm25.txt'))).toThrow(/ENOENT/);
  });
});
