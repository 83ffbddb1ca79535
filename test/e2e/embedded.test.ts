import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tserini } from '../support/cli.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const output = () => join(folder(), 'embedded');

it('runs the main job on the embedded model and collection, and says what it did', async () => {
  const { exitCode, stdout, stderr } = await tserini(['reproduce', 'embedded', '--output', output()]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const step of ['encode', 'index', 'search', 'evaluate'])
    expect(stdout).toMatch(new RegExp(`^${step} .* s$`, 'm'));
  for (const file of ['vectors/embeddings.jsonl', 'run.txt'])
    expect(existsSync(join(output(), file))).toBe(true);

  // The table shows what the evaluation command prints for the same run.
  const [ndcg, recall] = /splade-tiny +(0\.\d{4}) +([01]\.\d{4})$/m.exec(stdout)!.slice(1);
  const qrels = join(import.meta.dirname, '../../examples/collection/qrels/test.tsv');
  const evaluated = await tserini([
    'eval.trec_eval',
    '-c',
    '-m',
    'ndcg_cut.10',
    '-m',
    'recall.100',
    qrels,
    join(output(), 'run.txt'),
  ]);
  expect(evaluated.stdout).toContain(`ndcg_cut_10           \tall\t${ndcg}`);
  expect(evaluated.stdout).toContain(`recall_100            \tall\t${recall}`);
});

it('does not encode again what is encoded, and gives the same run', async () => {
  const run = () => readFileSync(join(output(), 'run.txt'), 'utf8');
  const before = run();
  const vectors = readFileSync(join(output(), 'vectors/embeddings.jsonl'));
  expect(await tserini(['reproduce', 'embedded', '--output', output()])).toMatchObject({ exitCode: 0 });
  expect(run()).toBe(before);
  expect(readFileSync(join(output(), 'vectors/embeddings.jsonl')).equals(vectors)).toBe(true);
});

it('lists what can be reproduced', async () => {
  expect((await tserini(['reproduce', '--list'])).stdout).toMatch(/^embedded {2}\S/m);
});
