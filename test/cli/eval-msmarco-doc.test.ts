import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/eval-msmarco-doc.js';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

interface Reference {
  readonly judgments: readonly string[];
  readonly cases: readonly {
    readonly name: string;
    readonly run: readonly string[];
    readonly printed: string;
  }[];
}

// Made by msmarco_doc_reference.py beside it.
const { judgments, cases }: Reference = JSON.parse(
  readFileSync(new URL('../eval/msmarco-doc-reference.json', import.meta.url), 'utf8'),
);
const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');

const evaluate = (run: string) =>
  runCommand('eval.msmarco_doc_eval', command, ['--judgments', path('judgments'), '--run', path(run)]);

describe('eval.msmarco_doc_eval', () => {
  it.each(cases)("prints what MS MARCO's script does: $name", async ({ run, printed }) => {
    await writeFile(path('judgments'), lines(judgments));
    await writeFile(path('run'), lines(run));
    expect((await evaluate('run')).out).toBe(printed);
  });

  it('refuses a run of other topics', async () => {
    await writeFile(path('judgments'), lines(judgments));
    await writeFile(path('other'), '1\tD1\t1\n');
    await expect(evaluate('other')).rejects.toThrow(/no topic of the run/);
  });
});
