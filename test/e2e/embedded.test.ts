import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tserini } from '../support/cli.ts';
import { mainInProcess } from '../support/main-in-process.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const output = () => join(folder(), 'embedded');
const run = (system: string) => join(output(), 'runs', `${system}.txt`);
const collection = join(import.meta.dirname, '../../examples/collection');

it('runs the main job on the embedded model and collection, and says what it did', async () => {
  const { exitCode, stdout, stderr } = await tserini(['reproduce', 'embedded', '--output', output()]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const step of ['encode', 'index', 'search', 'fuse', 'evaluate'])
    expect(stdout).toMatch(new RegExp(`^${step} .* s$`, 'm'));
  for (const file of ['vectors/splade-tiny/embeddings.jsonl', 'runs/splade-tiny.txt', 'runs/hybrid.txt'])
    expect(existsSync(join(output(), file))).toBe(true);
  // But for paths, which are as long as they are.
  for (const line of stdout.split('\n')) expect(line.includes('/') || line.length <= 80, line).toBe(true);

  // The table shows what the evaluation command prints for the same run.
  const [ndcg, recall] = /splade-tiny +(0\.\d{4}) +([01]\.\d{4})$/m.exec(stdout)!.slice(1);
  const measures = ['-m', 'ndcg_cut.10', '-m', 'recall.100'];
  const evaluated = await mainInProcess([
    'eval.trec_eval',
    '-c',
    ...measures,
    collection,
    run('splade-tiny'),
  ]);
  expect(evaluated.stdout).toContain(`ndcg_cut_10           \tall\t${ndcg}`);
  expect(evaluated.stdout).toContain(`recall_100            \tall\t${recall}`);
});

it('does not do again what is done, and gives the same run', async () => {
  const before = readFileSync(run('hybrid'), 'utf8');
  const { exitCode, stdout } = await tserini(['reproduce', 'embedded', '--output', output()]);
  expect(exitCode).toBe(0);
  expect(stdout.match(/done before$/gm)).toHaveLength(6);
  expect(readFileSync(run('hybrid'), 'utf8')).toBe(before);
});

it('comes to the same by the commands that --dry-run prints', { timeout: 180_000 }, async () => {
  const byHand = join(folder(), 'by-hand');
  const { stdout } = await mainInProcess(['reproduce', 'embedded', '--output', byHand, '--dry-run']);
  for (const line of stdout.trimEnd().split('\n')) {
    const words = line.replace(/^npx tserini /, '').split(' ');
    expect(await mainInProcess(words), line).toMatchObject({ exitCode: 0 });
  }
  for (const name of ['splade-tiny', 'bm25', 'hybrid']) {
    expect(readFileSync(join(byHand, 'runs', `${name}.txt`), 'utf8')).toBe(readFileSync(run(name), 'utf8'));
  }
});
