import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/eval-compare.js';
import { compareRuns, mostMoved } from '#tserini/eval/compare/compare-runs.js';
import { evaluateFile } from '#tserini/eval/evaluate.js';
import { loadQrels } from '#tserini/eval/read-qrels.js';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const topics = Array.from({ length: 40 }, (_, i) => `t${i}`);

/** Each topic has one relevant document, at the rank given. */
function runWith(rankOf: (topic: number) => number): string {
  return topics
    .flatMap((topic, t) =>
      Array.from({ length: 10 }, (_, i) => {
        const docid = i + 1 === rankOf(t) ? 'relevant' : `d${i}`;
        return `${topic} Q0 ${docid} ${i + 1} ${10 - i} tag\n`;
      }),
    )
    .join('');
}

beforeAll(async () => {
  await writeFile(path('qrels'), topics.map((topic) => `${topic} 0 relevant 1\n`).join(''));
  await writeFile(
    path('base.txt'),
    runWith((t) => 2 + (t % 3)),
  );
  await writeFile(
    path('better.txt'),
    runWith((t) => (t % 7 === 3 ? 2 + (t % 3) : t % 5 === 0 ? 5 : 1)),
  );
  await writeFile(
    path('same.txt'),
    runWith((t) => 2 + (t % 3)),
  );
  await writeFile(
    path('partial.txt'),
    runWith(() => 1)
      .split('\n')
      .slice(0, 100)
      .join('\n'),
  );
});

const runs = (...names: string[]) => ['--qrels', path('qrels'), '--runs', ...names.map(path)];
// Chance is not what these tests are about: few samples will do.
const few = { permutations: 1000, resamples: 1000 };
const compare = (...args: string[]) =>
  runCommand('eval.compare', command, ['--permutations', '1000', '--resamples', '1000', ...args]);

describe('compareRuns', () => {
  const named = (...names: string[]) => names.map((name) => ({ name, run: path(name) }));

  it('has the values of an evaluation, with -c and other options, and matching differences', async () => {
    const qrels = await loadQrels(path('qrels'));
    const asked = ['recip_rank', 'P.1,5', 'num_rel'];
    const { measures, topics: compared } = await compareRuns(
      qrels,
      named('base.txt', 'better.txt', 'partial.txt'),
      asked,
      { ...few, depth: 3 },
    );
    expect(compared).toEqual(topics.toSorted());
    for (const { name, runs: found } of measures) {
      for (const run of found) {
        const evaluation = await evaluateFile(qrels, path(run.name), asked, { complete: true, depth: 3 });
        expect(run.values).toEqual(evaluation.perTopic(name));
        expect(run.mean).toBeCloseTo(run.values.reduce((sum, value) => sum + value, 0) / compared.length, 12);
        if (!run.difference) continue;
        expect(run.difference.mean).toBeCloseTo(run.mean - found[0]!.mean, 12);
        const { wins, ties, losses, interval } = run.difference;
        const signs = Array.from(run.difference.perTopic, Math.sign);
        expect([wins, ties, losses]).toEqual(
          [1, 0, -1].map((sign) => signs.filter((s) => s === sign).length),
        );
        expect(interval.low).toBeLessThanOrEqual(run.difference.mean);
        expect(interval.high).toBeGreaterThanOrEqual(run.difference.mean);
        expect(run.difference.corrected.tTest).toBeGreaterThanOrEqual(run.difference.tTest.p);
      }
    }
  });

  it('follows 9.0.4, which does not list topics that a run lacks, with the same values', async () => {
    const qrels = await loadQrels(path('qrels'));
    const compared = (compat: '10.0' | '9.0.4') =>
      compareRuns(qrels, named('base.txt', 'partial.txt'), ['recip_rank'], { compat, ...few });
    expect(await compared('9.0.4')).toEqual(await compared('10.0'));
  });

  it('reports its progress, and stops by the signal', async () => {
    const qrels = await loadQrels(path('qrels'));
    const given = named('base.txt', 'better.txt', 'partial.txt');
    const seen: number[][] = [];
    await compareRuns(qrels, given, ['P.1'], { ...few, onProgress: (...progress) => seen.push(progress) });
    expect(seen).toEqual([1, 2, 3].map((done) => [done, 3]));
    for (const stopAt of [1, 3]) {
      const controller = new AbortController();
      const onProgress = (done: number) => {
        expect(done).toBeLessThanOrEqual(stopAt);
        if (done === stopAt) controller.abort();
      };
      await expect(
        compareRuns(qrels, given, ['P.1'], { ...few, onProgress, signal: controller.signal }),
      ).rejects.toThrow(/abort/);
    }
  });

  it('finds no difference between equal runs', async () => {
    const qrels = await loadQrels(path('qrels'));
    const { measures } = await compareRuns(qrels, named('base.txt', 'same.txt'));
    for (const { runs: found } of measures) {
      const { mean, interval, tTest, randomization, wins, losses } = found[1]!.difference!;
      expect([mean, interval.low, interval.high, wins, losses]).toEqual([0, 0, 0, 0, 0]);
      expect([tTest.p, randomization.p]).toEqual([1, 1]);
    }
  });

  it('needs a second run, and gives the first no differences', async () => {
    const qrels = await loadQrels(path('qrels'));
    await expect(compareRuns(qrels, named('base.txt'))).rejects.toThrow(/two runs or more/);
    const comparison = await compareRuns(qrels, named('base.txt', 'better.txt'), ['P.1'], few);
    const [measure] = comparison.measures;
    expect(mostMoved(comparison, measure!, measure!.runs[0]!, 5)).toEqual({ gains: [], losses: [] });
  });

  it('names a run of other topics', async () => {
    await writeFile(path('other.txt'), 'x1 Q0 relevant 1 1 tag\n');
    const qrels = await loadQrels(path('qrels'));
    await expect(compareRuns(qrels, named('base.txt', 'other.txt'))).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(/other.*: no topic of the run is in the qrels/),
    });
  });

  it.each(['runid', 'gm_map', 'relstring', 'judged.10'])('refuses the measure %s', async (measure) => {
    const qrels = await loadQrels(path('qrels'));
    const [name] = measure.split('.');
    await expect(compareRuns(qrels, named('base.txt', 'same.txt'), ['map', measure])).rejects.toMatchObject({
      code: 'USAGE',
      value: name,
      message: `${name} has no number for each topic and cannot be compared`,
    });
  });
});

describe('eval.compare', () => {
  it('prints the same for the same seed, with tables, topics and plots', async () => {
    const args = [...runs('base.txt', 'better.txt', 'same.txt'), '-m', 'recip_rank', '--topics', '2'];
    const { out } = await compare(...args);
    expect((await compare(...args)).out).toBe(out);
    for (const text of [
      'base',
      'better',
      'gained most',
      'lost most',
      '█',
      "Holm's correction",
      '40 topics',
    ]) {
      expect(out).toContain(text);
    }
  });

  it('prints JSON with every value', async () => {
    const { out } = await compare(...runs('base.txt', 'better.txt'), '-m', 'recip_rank', '--json');
    const { measures } = JSON.parse(out);
    const [base, better] = measures[0].runs;
    const differences = topics.map((_, i) => better.perTopic[i].value - base.perTopic[i].value);
    const mean = differences.reduce((sum, value) => sum + value, 0) / topics.length;
    expect(better.difference.mean).toBeCloseTo(mean, 12);
    expect(base.difference).toBeUndefined();
  });

  it('prints Markdown tables', async () => {
    const { out } = await compare(...runs('base.txt', 'better.txt'), '-m', 'P.1', '--markdown');
    const rows = out.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.length).toBe(4);
    expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
  });

  it.each([[['base.txt', 'better.txt']], [['base.txt', 'better.txt', 'partial.txt', 'same.txt']]])(
    'prints the same values in the tables of %j as in its JSON',
    async (names) => {
      const args = [...runs(...names), '-m', 'recip_rank'];
      const [measure] = JSON.parse((await compare(...args, '--json')).out).measures;
      const rows = (await compare(...args, '--markdown')).out
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .map((line) => line.split('|').map((cell) => cell.trim()));
      const close = (text: string, value: number) => expect(Number(text)).toBeCloseTo(value, 4);
      for (const [index, { run, mean, difference }] of measure.runs.entries()) {
        const [, name, meanCell, differenceCell, interval, tTest, randomisation, won] = rows[index + 1]!;
        expect(name).toBe(run);
        close(meanCell!, mean);
        if (index === 0) {
          expect([differenceCell, interval, tTest, randomisation, won]).toEqual(['', '', '', '', '']);
          continue;
        }
        expect(differenceCell).toMatch(/^[+-]/);
        close(differenceCell!, difference.mean);
        const [, low, high] = /^95 % \[([+-]\S+), ([+-]\S+)\]$/.exec(interval!)!;
        close(low!, difference.interval.low);
        close(high!, difference.interval.high);
        for (const [cell, p, holm] of [
          [tTest, difference.tTest.p, difference.holm.tTest],
          [randomisation, difference.randomisationTest.p, difference.holm.randomisation],
        ]) {
          const shown = [...cell.matchAll(/p ([=<]) ([\d.]+)/g)];
          // In brackets, and only where several were compared, the corrected one.
          expect(shown.length).toBe(names.length > 2 ? 2 : 1);
          for (const [place, [, sign, text]] of shown.entries()) {
            const value = place === 0 ? p : holm;
            if (sign === '<') expect(value).toBeLessThan(Number(text));
            else close(text!, value);
          }
        }
        expect(won).toBe(`${difference.wins}/${difference.ties}/${difference.losses}`);
      }
    },
  );

  it('names the topics that moved most, both ways, and as many as asked for', async () => {
    const args = [...runs('base.txt', 'better.txt'), '-m', 'recip_rank'];
    const [{ runs: found }] = JSON.parse((await compare(...args, '--json')).out).measures;
    const differences = topics
      .map((_, i) => found[1].perTopic[i].value - found[0].perTopic[i].value)
      .sort((a, b) => b - a);
    for (const count of [0, 1, 7, 100]) {
      for (const form of [[], ['--markdown']]) {
        const { out } = await compare(...args, '--topics', String(count), ...form);
        const moved = [...out.matchAll(/ (t\d+) ([+-][\d.]+) \(([\d.]+) to ([\d.]+)\)/g)];
        const gains = differences.filter((value) => value > 0).slice(0, count);
        const losses = differences
          .filter((value) => value < 0)
          .reverse()
          .slice(0, count);
        expect(moved.length).toBe(gains.length + losses.length);
        [...gains, ...losses].forEach((difference, place) => {
          const [, topic, shown, from, to] = moved[place]!;
          const index = found[0].perTopic.findIndex((value: { topic: string }) => value.topic === topic);
          expect(Number(shown)).toBeCloseTo(difference, 3);
          expect(Number(from)).toBeCloseTo(found[0].perTopic[index].value, 3);
          expect(Number(to)).toBeCloseTo(found[1].perTopic[index].value, 3);
        });
      }
    }
  });

  it('draws a bar for each topic and run', async () => {
    const svg = path('folder/out.svg');
    await compare(...runs('base.txt', 'better.txt', 'partial.txt'), '-m', 'recip_rank', 'P.1', '--svg', svg);
    const drawn = await readFile(svg, 'utf8');
    expect(drawn.match(/<title>t\d+: /g)?.length).toBe(topics.length * 2 * 2);
    expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
    expect(drawn.match(/<(\w+)[ >]/g)?.length).toBeGreaterThan(0);
  });

  it.each([
    [['--runs', 'base.txt'], /two runs or more/],
    [['--runs', 'base.txt', 'better.txt', '--json', '--markdown'], /choose one/],
    [['--runs', 'base.txt', 'better.txt', '--confidence', '95'], /--confidence must be between 0 and 1/],
    [
      ['--runs', 'base.txt', 'better.txt', '--permutations', '0.5'],
      /--permutations must be a whole number from 1/,
    ],
    [['--runs', 'base.txt', 'none.txt'], /not found/],
    [['--runs', 'base.txt', 'better.txt', '-m', 'mapp'], /unknown measure mapp, did you mean map\?/],
  ])('refuses %j', async (args, message) => {
    const given = args.map((arg) => (arg.endsWith('.txt') ? path(arg) : arg));
    await expect(compare('--qrels', path('qrels'), ...given)).rejects.toThrow(message);
  });
});
