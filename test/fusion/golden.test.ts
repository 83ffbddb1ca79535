import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/fusion.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { runCommand } from '../support/run-command.ts';
import { tempFolder } from '../support/temp.ts';

const bm25 = sharedData('nfcorpus/runs/bm25.k1000.txt.gz');
const splade = sharedData('nfcorpus-splade-v3/runs/impact.k1000.txt.gz');

interface Line {
  readonly place: string;
  readonly score: number;
}

function readLines(text: string): Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [topic, , docid, rank, score] = line.split(' ');
      return { place: `${topic} ${rank} ${docid}`, score: Number(score) };
    });
}

it.skipIf(!hasSharedData).each(['rrf', 'interpolation', 'average'])(
  `equals Pyserini's run: %s${needsSharedData}`,
  async (method) => {
    const output = join(await tempFolder(), 'run.txt');
    const flags = ['--method', method, '--depth', '1000', '--k', '100', '--output', output];
    await runCommand('fusion', command, ['--runs', bm25, splade, ...flags]);
    const ours = readLines(readFileSync(output, 'utf8'));
    const golden = gunzipSync(readFileSync(sharedData(`nfcorpus/runs/fusion.${method}.txt.gz`)));
    const theirs = readLines(golden.toString('utf8'));
    expect(ours.map(({ place }) => place)).toEqual(theirs.map(({ place }) => place));
    const farthest = theirs.reduce(
      (most, { score }, i) => Math.max(most, Math.abs(score - ours[i]!.score)),
      0,
    );
    expect(farthest).toBeLessThanOrEqual(1e-9);
  },
);
