import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { fuseRankings, fuseRuns, fusionMethods, type Hit, Run } from 'tserini';
import { describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/fusion.js';
import { runCommand } from '../support/run-command.ts';
import { tempFolder } from '../support/temp.ts';

/** Rankings over few documents, so that they overlap and tie. */
const ranking = fc
  .uniqueArray(
    fc.record({
      docid: fc.constantFrom('a', 'b', 'c', 'd', '\uff21', '🥦'),
      score: fc.integer({ min: 0, max: 5 }),
    }),
    { selector: ({ docid }) => docid, minLength: 1 },
  )
  .map((hits) => hits.sort((a, b) => b.score - a.score));

const scoreOf = (hits: readonly Hit[], docid: string) => hits.find((hit) => hit.docid === docid)?.score;

describe('fuseRankings', () => {
  it('ranks the union by score, then by the bytes of docids, whatever the method', () => {
    fc.assert(
      fc.property(ranking, ranking, fc.constantFrom(...fusionMethods), (a, b, method) => {
        const fused = fuseRankings([a, b], { method });
        const union = new Set([...a, ...b].map(({ docid }) => docid));
        expect(new Set(fused.map(({ docid }) => docid))).toEqual(union);
        for (const [i, hit] of fused.slice(1).entries()) {
          const before = fused[i]!;
          const byBytes = Buffer.compare(Buffer.from(before.docid), Buffer.from(hit.docid)) < 0;
          expect(before.score > hit.score || (before.score === hit.score && byBytes)).toBe(true);
        }
        expect(fuseRankings([a, b], { method, k: 2 })).toEqual(fused.slice(0, 2));
      }),
    );
  });

  it('does not depend on the order of the rankings, except for interpolation', () => {
    fc.assert(
      fc.property(ranking, ranking, fc.constantFrom(...fusionMethods), (a, b, method) => {
        const there = fuseRankings([a, b], { method, alpha: 0.25 });
        const back = fuseRankings([b, a], { method, alpha: 0.75 });
        expect(back).toEqual(there);
      }),
    );
  });

  it('has normalized scores that a shift and a scale of the input do not change', () => {
    fc.assert(
      fc.property(
        ranking,
        ranking,
        fc.constantFrom('normalize' as const, 'zscore' as const),
        (a, b, method) => {
          const moved = a.map(({ docid, score }) => ({ docid, score: 4 * score + 8 }));
          const scores = new Map(fuseRankings([a, b], { method }).map((hit) => [hit.docid, hit.score]));
          for (const { docid, score } of fuseRankings([moved, b], { method })) {
            expect(score).toBeCloseTo(scores.get(docid)!, 9);
          }
        },
      ),
    );
  });

  it('relates methods by their definitions', () => {
    fc.assert(
      fc.property(ranking, ranking, (a, b) => {
        const sum = fuseRankings([a, b], { method: 'combsum' });
        const mnz = fuseRankings([a, b], { method: 'combmnz' });
        const half = fuseRankings([a, b], { method: 'average' });
        const mix = fuseRankings([a, b], { method: 'interpolation', alpha: 0.5 });
        expect(half).toEqual(mix);
        for (const { docid, score } of sum) {
          const inBoth = scoreOf(a, docid) !== undefined && scoreOf(b, docid) !== undefined;
          expect(scoreOf(mnz, docid)).toBe(score * (inBoth ? 2 : 1));
          expect(scoreOf(half, docid)).toBe(score / 2);
        }
      }),
    );
  });

  it('uses only the first hits of each ranking at a depth, normalized over all of them', () => {
    const a = [
      { docid: 'a', score: 3 },
      { docid: 'b', score: 2 },
      { docid: 'c', score: 1 },
    ];
    const fused = fuseRankings([a, []], { method: 'normalize', depth: 2 });
    expect(fused).toEqual([
      { docid: 'a', score: 1 },
      { docid: 'b', score: 0.5 },
    ]);
  });

  it.each([
    [{ method: 'sum' as 'rrf' }, 2, 'no fusion method sum'],
    [{}, 1, 'two runs or more'],
    [{ method: 'interpolation' as const }, 3, 'exactly two runs'],
    [{ alpha: 1.5 }, 2, 'alpha must be from 0 to 1'],
    [{ rrfK: -1 }, 2, 'rrf.k must be 0 or more'],
    [{ depth: 0 }, 2, 'depth must be a whole number'],
    [{ k: 0.5 }, 2, 'k must be a whole number'],
  ])('refuses %j for %i rankings', (options, rankings, message) => {
    const fuse = () =>
      fuseRankings(
        Array.from({ length: rankings }, () => []),
        options,
      );
    expect(fuse).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
    );
  });
});

describe('fuseRuns', () => {
  const run = (...topics: string[]) => Run.from(topics.map((topic) => [topic, [{ docid: 'd', score: 1 }]]));

  it('sorts topics as numbers if all are, and keeps those that one run lacks', () => {
    expect([...fuseRuns([run('10', '9'), run('9')]).topics.keys()]).toEqual(['9', '10']);
    expect([...fuseRuns([run('10', '9', 'q1'), run('9')]).topics.keys()]).toEqual(['10', '9', 'q1']);
  });

  it('ranks by the order of the file, or by score with --resort', () => {
    const upside = Run.from([
      [
        '1',
        [
          { docid: 'low', score: 1 },
          { docid: 'high', score: 2 },
        ],
      ],
    ]);
    const first = (resort: boolean) =>
      fuseRuns([upside, upside], { resort })
        .topics.get('1')!
        .hits()
        .map(({ docid }) => docid);
    expect(first(false)).toEqual(['low', 'high']);
    expect(first(true)).toEqual(['high', 'low']);
  });

  it('refuses runs with no topic in common', () => {
    expect(() => fuseRuns([run('1', '2'), run('3')])).toThrow(
      expect.objectContaining({
        code: 'INPUT',
        message: expect.stringMatching(/no topic in common .*first topics: 1, 3/),
      }),
    );
  });
});

it('names a run that is missing, is empty or shares no topic, on the command line', async () => {
  const folder = await tempFolder();
  const path = (name: string) => join(folder, name);
  await writeFile(path('a'), '1 Q0 d 1 2.5 x\n2 Q0 d 1 2.5 x\n');
  await writeFile(path('b'), '2 Q0 d 1 2.5 x\n');
  await writeFile(path('c'), '3 Q0 d 1 2.5 x\n');
  await writeFile(path('empty'), '');
  const fuse = (...runs: string[]) =>
    runCommand('fusion', command, ['--runs', ...runs.map(path), '--output', path('out')]);
  await expect(fuse('a', 'none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(fuse('a', 'empty')).rejects.toMatchObject({ code: 'INPUT' });
  await expect(fuse('a', 'c')).rejects.toMatchObject({ code: 'INPUT' });
  await expect(fuse('a')).rejects.toMatchObject({ code: 'USAGE' });
  expect((await fuse('a', 'b')).log[0]).toBe('warning: topics that are not in all of the runs: 1');
});
