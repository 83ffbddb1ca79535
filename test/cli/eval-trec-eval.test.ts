import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/eval-trec-eval.js';
import { measureGroups, measures } from '#tserini/eval/registry.js';
import { tserini } from '../support/cli.ts';
import { mainInProcess } from '../support/main-in-process.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);

const qrels = 'q1 0 a 1\nq1 0 b 0\nq1 0 c 2\nq2 0 a 1\nq3 0 d 1\n';
const run =
  'q1 Q0 a 1 3 tag\nq1 Q0 x 2 2 tag\nq1 Q0 c 3 1 tag\nq2 Q0 y 1 9 tag\nq2 Q0 a 2 8 tag\nq4 Q0 a 1 1 tag\n';

beforeAll(async () => {
  await writeFile(path('qrels'), qrels);
  await writeFile(path('run'), run);
});

function evaluate(...args: string[]) {
  return runCommand('eval.trec_eval', command, args);
}

/** Values by name and topic. */
async function values(...args: string[]): Promise<Map<string, string>> {
  const { out } = await evaluate(...args);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return new Map(lines.map(([name, topic, value]) => [`${name!.trim()} ${topic}`, value!.trim()]));
}

describe("trec_eval's syntax", () => {
  it('accepts flags together or apart, values attached or not, and files anywhere', async () => {
    const forms = [
      ['-q', '-c', '-m', 'map', '-M', '2', 'QRELS', 'RUN'],
      ['-qc', '-mmap', '-M2', 'QRELS', 'RUN'],
      ['-qcmmap', '-M2', 'QRELS', 'RUN'],
      ['QRELS', '-q', 'RUN', '-c', '-mmap', '-M2'],
      [
        '--query_eval_wanted',
        '--complete_rel_info_wanted',
        '--measure=map',
        '--Max_retrieved_per_topic',
        '2',
        'QRELS',
        'RUN',
      ],
      ['--query', '--complete', '--meas', 'map', '--Max', '2', '--', 'QRELS', 'RUN'],
    ];
    const outputs = await Promise.all(
      forms.map(async (form) => {
        const args = form.map((arg) => (arg === 'QRELS' ? path('qrels') : arg === 'RUN' ? path('run') : arg));
        return (await evaluate(...args)).out;
      }),
    );
    expect(outputs[0]).toContain('map');
    for (const output of outputs) expect(output).toBe(outputs[0]);
  });

  it.each([
    [['-x', 'q', 'r'], /unknown flag -x/],
    [['-qx', 'q', 'r'], /unknown flag -x in -qx/],
    [['--complet', '--Rel', 'trec', 'q', 'r'], /-R takes qrels, qrels_jg, prefs, qrels_prefs, not trec/],
    [['--N', '3', '--mesure', 'map'], /unknown flag --mesure, did you mean --measure\?/],
    [['-m'], /-m needs a value/],
    [['-l', 'high', 'q', 'r'], /-l needs a whole number, not high/],
    [['-M', '-1', 'QRELS', 'RUN'], /the depth \(-M\) must be a whole number from 0 up, not -1/],
    [['-T', 'other', 'q', 'r'], /-T takes trec_results, not other/],
    [['--compat', '8.1', 'q', 'r'], /--compat takes 10.0, 9.0.4, not 8.1/],
    [['--compat', '9.0.4', '-m', 'rbp', 'QRELS', 'RUN'], /9.0.4 has no measure rbp/],
    [['-m', 'map', 'only-one'], /takes two files, only only-one is given/],
    [['-m', 'map', 'a', 'b', 'c'], /takes two files/],
    [['-m', 'ndcg_cuts.10', 'q', 'r'], /unknown measure ndcg_cuts, did you mean ndcg_cut\?/],
    [['-m', 'NDCG@10', 'q', 'r'], /unknown measure NDCG@10, did you mean ndcg_cut\.10\?$/],
    [['-m', 'ndcg_cut_10', 'q', 'r'], /unknown measure ndcg_cut_10, did you mean ndcg_cut\.10\?$/],
    [['-m', 'recall_100', 'q', 'r'], /did you mean recall\.100\?$/],
    [['-m', 'P_10', 'q', 'r'], /did you mean P\.10\?$/],
    [['-m', 'p@5', 'q', 'r'], /did you mean P\.5\?$/],
    [['-m', 'judged_10', 'q', 'r'], /did you mean judged\.10\?$/],
    [['-m', 'iprec_at_recall_0.10', 'q', 'r'], /did you mean iprec_at_recall\.0\.10\?$/],
    [['-m', 'ndcg_1=3,2=9', 'q', 'r'], /did you mean ndcg\.1=3,2=9\?$/],
    [['-m', 'map_10', 'q', 'r'], /did you mean map_cut\.10\?$/],
    [['-m', 'P.', 'q', 'r'], /no parameters after the dot: P\./],
    [['-m', 'P.0', 'q', 'r'], /bad parameters P\.0: a cutoff is a whole number from 1/],
    [['-m', 'P.-5', 'q', 'r'], /bad parameters P\.-5/],
    [['-m', 'P.ten', 'q', 'r'], /bad parameters P\.ten: not a number: ten/],
    [['-m', 'P.5,,10', 'q', 'r'], /bad parameters P\.5,,10: not a number: ''/],
    [['-m', 'P.5, ,10', 'q', 'r'], /not a number: /],
    [['-m', 'P.5,5', 'q', 'r'], /5 is there twice/],
    [['-m', 'P.2.7,10,2.1', 'q', 'r'], /2 is there twice/],
    [['-m', 'iprec_at_recall.0.5,0.25,0.5', 'q', 'r'], /0\.5 is there twice/],
    [['-m', 'ndcg.=3', 'q', 'r'], /pairs are written name=number/],
    [['-m', 'ndcg.1=3,2=x', 'q', 'r'], /not a number: x/],
    [['-m', 'utility.1,2,3,4,5', 'q', 'r'], /utility takes 4 numbers/],
    [['-m', 'ndcg.3', 'q', 'r'], /pairs are written name=number/],
    [['-m', 'utility.1,2', 'q', 'r'], /utility takes 4 numbers/],
    [['-m', 'judged', 'q', 'r'], /judged needs a cutoff/],
  ])('refuses %j', async (args, message) => {
    const given = args.map((arg) => (arg === 'QRELS' ? path('qrels') : arg === 'RUN' ? path('run') : arg));
    await expect(evaluate(...given)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(message),
    });
  });

  it('accepts cutoffs and shares in any order, truncated to integers, and the first gain of a level', async () => {
    const files = [path('qrels'), path('run')];
    expect((await evaluate('-m', 'P.2.7,1', ...files)).out).toBe(
      (await evaluate('-m', 'P.1,2', ...files)).out,
    );
    expect((await evaluate('-m', 'iprec_at_recall.1,.5', ...files)).out).toBe(
      (await evaluate('-m', 'iprec_at_recall.0.5,1', ...files)).out,
    );
    const gain = async (typed: string) =>
      (await values('-m', `ndcg.${typed}`, ...files)).get(`ndcg_${typed} all`);
    expect(await gain('1=3,1=9')).toBe(await gain('1=3'));
    expect(await gain('1=9')).not.toBe(await gain('1=3'));
  });

  it('warns about input that trec_eval ignores silently', async () => {
    const files = [path('qrels'), path('run')];
    const repeated = await evaluate('-m', 'P.5', '-m', 'P.10', ...files);
    expect(repeated.out).toBe((await evaluate('-m', 'P.5', ...files)).out);
    expect(repeated.log.join()).toMatch(/P\.10 has no effect.*write P\.5,10/);
    const useless = await evaluate('-m', 'map.10', ...files);
    expect(useless.out).toBe((await evaluate('-m', 'map', ...files)).out);
    expect(useless.log.join()).toMatch(/map takes no parameters.*map_cut\.10/);
  });

  it("has 9.0.4's groups with --compat 9.0.4", async () => {
    const files = ['--compat', '9.0.4', path('qrels'), path('run')];
    const newer = ['rbp', 'rbp_resid', 'unj'];
    const old = measureGroups.all_trec!.filter((name) => !newer.includes(name));
    const { out } = await evaluate('-q', '-m', 'all_trec', ...files);
    expect(out).toBe((await evaluate('-q', ...old.flatMap((name) => ['-m', name]), ...files)).out);
    await expect(evaluate('-m', 'all_trec', '-m', 'unj', ...files)).rejects.toThrow(
      /9\.0\.4 has no measure unj/,
    );
  });

  it('explains every measure and format', async () => {
    const { out } = await evaluate(
      '-h',
      '-m',
      'all_trec',
      '-m',
      'yaap',
      '-m',
      'dcg',
      '-R',
      'prefs',
      '-m',
      'all_prefs',
    );
    for (const group of ['all_trec', 'all_prefs']) {
      for (const name of measureGroups[group]!) expect(out).toMatch(new RegExp(`^${name}$`, 'm'));
    }
    expect(out).toContain('topic group subgroup docid level');
    const { out: list } = await evaluate('-h', '-R', 'qrels_jg');
    for (const { name } of measures) expect(list).toContain(name);
    expect((await evaluate('-v')).out).toMatch(/10\.0/);
  });
});

describe('topics in one file only', () => {
  const files = () => [path('qrels'), path('run')];

  it('are omitted: those of the run and, without -c, those of the qrels', async () => {
    const found = await values('-q', '-m', 'map', '-m', 'num_q', ...files());
    expect([...found.keys()]).toEqual(['map q1', 'map q2', 'num_q all', 'map all']);
    const { log } = await evaluate('-m', 'map', ...files());
    expect(log.join()).toMatch(/1 topic of the run not in the qrels.*1 topic of the qrels not in the run/);
    expect((await evaluate('-c', '-m', 'map', ...files())).log.join()).not.toMatch(/of the qrels not/);
  });

  it('of the qrels count as 0 with -c, and are listed as trec_eval 10.0 does and 9.0.4 does not', async () => {
    const args = ['-q', '-c', '-m', 'map', '-m', 'num_rel', '-m', 'relstring', ...files()];
    const found = await values(...args);
    expect(found.get('map q3')).toBe('0.0000');
    expect(found.get('num_rel q3')).toBe('1');
    expect(found.get('relstring q3')).toBe("''");
    const old = await values('--compat', '9.0.4', ...args);
    expect(old.has('map q3')).toBe(false);
    expect(old.get('map all')).toBe(found.get('map all'));
    expect(old.get('num_rel all')).toBe(found.get('num_rel all'));
  });

  it('in neither: an error, or 0 with -c, as 10.0 has it and 9.0.4 has not', async () => {
    await writeFile(path('other'), 'o1 0 a 1\no2 0 a 1\n');
    const files = [path('other'), path('run')];
    const nothing = { code: 'INPUT', message: expect.stringMatching(/no topic of the run is in the qrels/) };
    await expect(evaluate(...files)).rejects.toMatchObject(nothing);
    await expect(evaluate('-c', '--compat', '9.0.4', ...files)).rejects.toMatchObject(nothing);
    const found = await evaluate('-c', '-q', '-m', 'map', '-m', 'num_q', ...files);
    expect(found.out.replaceAll(/[ \t]+/g, ' ')).toBe(
      'map o1 0.0000\nmap o2 0.0000\nnum_q all 2\nmap all 0.0000\n',
    );
    expect(found.log[0]).toMatch(/^tserini: warning: no topic of the run is in the qrels/);
    const one = await evaluate('-c', '-D', '1.o2', '-m', 'map', '-m', 'num_q', ...files);
    expect(one.out.replaceAll(/[ \t]+/g, ' ')).toBe('num_q all 1\nmap all 0.0000\n');
  });

  it('-D n.topic evaluates that topic alone, -n leaves the summary out', async () => {
    expect([...(await values('-q', '-n', '-D', '1.q2', '-m', 'map', ...files())).keys()]).toEqual(['map q2']);
  });
});

describe('what Pyserini adds', () => {
  const files = () => [path('qrels'), path('run')];

  it('judged.k is the share of the first k hits of all topics of the run that are judged', async () => {
    // q1: a x c, q2: y a, q4: a, which the qrels lack.
    const found = await values('-m', 'judged.1,2', ...files());
    expect([...found]).toEqual([
      ['judged_1 all', (1 / 3).toFixed(4)],
      ['judged_2 all', (2 / 5).toFixed(4)],
    ]);
    const both = await values('-m', 'judged.2', '-m', 'map', ...files());
    expect([...both.keys()]).toEqual(['map all', 'judged_2 all']);
  });

  it('-remove-unjudged drops hits first', async () => {
    await writeFile(
      path('judged-run'),
      run
        .split('\n')
        .filter((line) => !/ [xy] |^q4/.test(line))
        .join('\n'),
    );
    const args = ['-m', 'map', '-m', 'P.1,2', '-m', 'num_ret', '-m', 'judged.2'];
    const removed = await evaluate(...args, '-remove-unjudged', ...files());
    expect(removed.out).toBe((await evaluate(...args, path('qrels'), path('judged-run'))).out);
    expect(removed.out).not.toBe((await evaluate(...args, ...files())).out);
  });

  it('a run in MS MARCO format is evaluated as the same run in TREC format', async () => {
    await writeFile(path('msmarco'), run.replaceAll(/^(\S+) Q0 (\S+) (\d+) .*$/gm, '$1\t$2\t$3'));
    const args = ['-q', '-c', '-m', 'map', '-m', 'ndcg_cut.3', '-m', 'recip_rank', path('qrels')];
    expect((await evaluate(...args, path('msmarco'))).out).toBe((await evaluate(...args, path('run'))).out);
  });
});

describe('the command', () => {
  it('reads a run from standard input and prints what it prints for a file', async () => {
    const args = ['eval.trec_eval', '-m', 'map', '-m', 'runid', path('qrels')];
    const piped = await tserini([...args, '-'], { input: run });
    expect(piped.exitCode).toBe(0);
    expect(piped.stdout).toBe((await mainInProcess([...args, path('run')])).stdout);
    expect(piped.stdout).toContain('tag');
  });

  it('fails on a missing file with one line, where trec_eval under Pyserini ends with 0', async () => {
    for (const files of [
      ['none', path('run')],
      [path('qrels'), path('none.txt')],
    ]) {
      const { exitCode, stdout, stderr } = await mainInProcess(['eval.trec_eval', '-m', 'map', ...files]);
      expect(exitCode).toBe(1);
      expect(stdout).toBe('');
      expect(stderr.split('\n').length).toBe(1);
      expect(stderr).toMatch(/not found: .*none/);
    }
  });

  it('shows its flags', async () => {
    const { stdout, exitCode } = await mainInProcess(['eval.trec_eval', '--help']);
    expect(exitCode).toBe(0);
    for (const text of ['--complete_rel_info_wanted', '--compat', '-remove-unjudged', 'judged.k']) {
      expect(stdout).toContain(text);
    }
    const { stdout: explained } = await mainInProcess(['eval.trec_eval', '--help', '-m', 'infAP']);
    expect(explained).toContain('Yilmaz');
  });
});
