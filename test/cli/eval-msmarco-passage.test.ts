import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command as toTrec } from '#tserini/cli/commands/eval-convert-msmarco-to-trec.js';
import { command as toMsMarco } from '#tserini/cli/commands/eval-convert-trec-to-msmarco.js';
import { command } from '#tserini/cli/commands/eval-msmarco-passage.js';
import { command as trecEval } from '#tserini/cli/commands/eval-trec-eval.js';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);

/** 30 topics of 20 passages; the relevant one is at rank 1 to 15 or missing. */
const topics = Array.from({ length: 30 }, (_, i) => 1000 + i);
const qrels = topics.map((topic) => `${topic}\t0\t${topic}7\t1\n`).join('');
const run = topics
  .flatMap((topic, t) =>
    Array.from({ length: 20 }, (_, i) => `${topic}\t${i + 1 === (t * 7) % 17 ? `${topic}7` : i}\t${i + 1}\n`),
  )
  .join('');

describe('eval.msmarco_passage_eval', () => {
  it('is the mean reciprocal rank of trec_eval with -c -M 10, in the official format', async () => {
    await writeFile(path('qrels'), qrels);
    await writeFile(path('run'), run);
    const { out } = await runCommand('eval.msmarco_passage_eval', command, [path('qrels'), path('run')]);
    const [rule, mrr, ranked, last, end] = out.split('\n');
    expect([rule, last, end]).toEqual(['#####################', '#####################', '']);
    expect(ranked).toBe(`QueriesRanked: ${topics.length}`);
    const ranks = topics.map((_, t) => (t * 7) % 17).filter((rank) => rank >= 1 && rank <= 10);
    const expected = ranks.reduce((sum, rank) => sum + 1 / rank, 0) / topics.length;
    expect(Number(/^MRR @10: (\d\.\d+)$/.exec(mrr!)![1])).toBe(expected);
    const check = await runCommand('eval.trec_eval', trecEval, [
      ...['-c', '-M', '10', '-m', 'recip_rank'],
      path('qrels'),
      path('run'),
    ]);
    expect(check.out).toContain(expected.toFixed(4));
  });

  it('does not change when the run is converted to TREC and back', async () => {
    await runCommand('c', toTrec, ['--input', path('run'), '--output', path('trec'), '--tag', 'mine']);
    await runCommand('c', toMsMarco, ['--input', path('trec'), '--output', path('back')]);
    expect(await readFile(path('back'), 'utf8')).toBe(run);
    expect((await readFile(path('trec'), 'utf8')).split('\n')[0]).toBe('1000 Q0 0 1 1.0 mine');
    const outputs = await Promise.all(
      ['run', 'trec'].map(async (name) => (await runCommand('e', command, [path('qrels'), path(name)])).out),
    );
    expect(outputs[0]).toBe(outputs[1]);
  });

  it('counts topics that the qrels lack as ranked, and reads no relevance level', async () => {
    await writeFile(path('levels'), '1\t0\ta\t0\n3\t0\tb\t1\n');
    await writeFile(path('strangers'), '1\tx\t1\n1\ta\t2\n2\tb\t1\n');
    const { out } = await runCommand('e', command, [path('levels'), path('strangers')]);
    expect(out.split('\n').slice(1, 3)).toEqual([`MRR @10: ${1 / 2 / 2}`, 'QueriesRanked: 2']);
  });

  it('refuses a passage ranked twice, and a run of other topics', async () => {
    await writeFile(path('twice'), '1000\t5\t1\n1000\t5\t2\n');
    await expect(runCommand('e', command, [path('qrels'), path('twice')])).rejects.toThrow(
      /5 is twice in topic 1000/,
    );
    await writeFile(path('other'), '1\t5\t1\n');
    await expect(runCommand('e', command, [path('qrels'), path('other')])).rejects.toThrow(
      /no topic of the run/,
    );
    await expect(runCommand('e', command, [path('qrels')])).rejects.toMatchObject({ code: 'USAGE' });
  });
});
