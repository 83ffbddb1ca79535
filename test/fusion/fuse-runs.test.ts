import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { fuseRankings, fuseRuns, fusionMethods, type Hit, loadRun, Run } from 'tserini';
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

  it('ranks by the rank column, in whatever order the lines are, or by score with --resort', async () => {
    const path = join(await tempFolder(), 'run');
    await writeFile(path, '1 Q0 d2 2 2.0 r\n1 Q0 d1 1 3.0 r\n1 Q0 d3 0 1.0 r\n');
    const run = await loadRun(path);
    const fuse = (resort: boolean) => fuseRuns([run, run], { resort }).topics.get('1')!.hits();
    expect(fuse(false)).toEqual([
      { docid: 'd3', score: 2 / 60 },
      { docid: 'd1', score: 2 / 61 },
      { docid: 'd2', score: 2 / 62 },
    ]);
    expect(fuse(true).map(({ docid }) => docid)).toEqual(['d1', 'd2', 'd3']);
    expect(fuseRuns([run, run], { depth: 1 }).topics.get('1')!.hits()).toEqual([
      { docid: 'd2', score: 2 / 62 },
    ]);
  });

  it('refuses a rank that rrf cannot use, and reads it where nothing needs it', async () => {
    const path = join(await tempFolder(), 'run');
    await writeFile(path, '1 Q0 d1 first 3.0 r\n');
    const run = await loadRun(path);
    expect(() => fuseRuns([run, run])).toThrow(/d1 has the rank NaN/);
    expect(fuseRuns([run, run], { resort: true }).topics.size).toBe(1);
    expect(fuseRuns([run, run], { method: 'average' }).topics.size).toBe(1);
    await expect(loadRun(path, { needsRanks: true })).rejects.toMatchObject({
      code: 'INPUT',
      message: `${path}:1: the rank is not a number: first`,
    });
    const at = (rank: number) => () => fuseRankings([[{ docid: 'd', score: 1, rank }], []], { rrfK: 0 });
    expect(at(0)).toThrow(/d has the rank 0: 1 \/ \(0 \+ rank\) is no score/);
    expect(at(1)).not.toThrow();
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

it('says where ranks, scores and lines are in different orders', async () => {
  const folder = await tempFolder();
  const fuse = async (lines: string, ...flags: string[]) => {
    const [run, output] = [join(folder, 'run'), join(folder, 'out')];
    await writeFile(run, lines);
    const { log } = await runCommand('fusion', command, ['--runs', run, run, '--output', output, ...flags]);
    return [...new Set(log.slice(0, -1))].map((line) => line.replace(`${run}: `, ''));
  };
  const topic = (...lines: readonly (readonly [rank: number, score: number])[]) =>
    lines.map(([rank, score], i) => `t Q0 d${i} ${rank} ${score} x\n`).join('');
  const disagree = 'warning: ranks and scores disagree in topic t: the ranks count (--resort ranks by score)';
  const cut = (what: string) =>
    `warning: the lines are not in the order of their ${what} in topic t: the first 1 lines count (--depth)`;
  const [first, second, third] = [
    [1, 3],
    [2, 2],
    [3, 2],
  ] as const;
  expect(await fuse(topic(first, second, third))).toEqual([]);
  expect(await fuse(topic(third, first, second))).toEqual([]);
  expect(await fuse(topic(third, first, second), '--depth', '1')).toEqual([cut('ranks')]);
  expect(await fuse(topic([1, 1], [2, 2]))).toEqual([disagree]);
  expect(await fuse(topic([1, 1], [1, 2]))).toEqual([disagree]);
  expect(await fuse(topic([0, 1], [0, 1]))).toEqual([]);
  expect(await fuse(topic([1, 1], [2, 2]), '--resort', '--depth', '1')).toEqual([]);
  expect(await fuse(topic([1, 1], [2, 2]), '--method', 'average')).toEqual([]);
  expect(await fuse(topic([1, 1], [2, 2]), '--method', 'average', '--depth', '1')).toEqual([cut('scores')]);
});
