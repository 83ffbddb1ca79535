import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tserini } from '../support/cli.ts';
import { makeDocuments, writeJsonl } from '../support/corpus.ts';
import { mainInProcess } from '../support/main-in-process.ts';
import { tempFolder } from '../support/temp.ts';

const words = (corpus: string, embeddings: string) => [
  ...['encode', 'input', '--corpus', corpus, 'output', '--embeddings', embeddings],
  ...['encoder', '--encoder', 'splade-tiny', '--batch-size', '2'],
];
const encode = (corpus: string, embeddings: string) => mainInProcess(words(corpus, embeddings));
/** In a process that can be stopped. */
const start = (corpus: string, embeddings: string) => tserini(words(corpus, embeddings));

async function waitForLines(path: string): Promise<void> {
  while (((await stat(path).catch(() => undefined))?.size ?? 0) === 0) await sleep(5);
}

describe('a stopped encoding', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('writes what is encoded after %s and says how to resume', async (signal, status) => {
    const folder = await tempFolder();
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), makeDocuments(60, 150, 22));
    const out = join(folder, 'out');
    const run = start(corpus, out);
    await waitForLines(join(out, 'embeddings.jsonl.partial'));
    run.kill(signal);
    const result = await run;
    expect(result.exitCode).toBe(status);
    expect(result.stderr).toMatch(/^tserini: stopped after \d+ of 60 documents; the same command resumes.*$/);
    const partial = await readFile(join(out, 'embeddings.jsonl.partial'), 'utf8');
    expect(partial.endsWith('\n')).toBe(true);
    expect(await readdir(out)).not.toContain('embeddings.jsonl');
    const resumed = await encode(corpus, out);
    expect(resumed.stderr).toContain(`${partial.trimEnd().split('\n').length} of them by an earlier run`);
  });

  it('does not start while another process writes to the folder', async () => {
    const folder = await tempFolder();
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), makeDocuments(2, 5, 24));
    const out = join(folder, 'out');
    const lock = join(out, 'embeddings.jsonl.lock');
    await mkdir(out);
    await writeFile(lock, String(process.pid));
    const refused = await encode(corpus, out);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`process ${process.pid} is writing to this folder`);
    // The lock of a process that has ended is taken over.
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(lock, String(pid));
    expect((await encode(corpus, out)).exitCode).toBe(0);
    expect(await readdir(out)).toEqual(['embeddings.jsonl', 'embeddings.jsonl.manifest']);
  });

  it('drops an incomplete last line, and detects vectors of other documents', async () => {
    const folder = await tempFolder();
    const documents = makeDocuments(40, 150, 23);
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), documents);
    const out = join(folder, 'out');
    const partial = join(out, 'embeddings.jsonl.partial');
    const run = start(corpus, out);
    await waitForLines(partial);
    run.kill('SIGINT');
    await run;
    await appendFile(partial, '{"id": "doc-7", "cont');
    expect((await encode(corpus, out)).exitCode).toBe(0);
    await encode(corpus, join(folder, 'whole'));
    const whole = await readFile(join(folder, 'whole', 'embeddings.jsonl'));
    expect(await readFile(join(out, 'embeddings.jsonl'))).toEqual(whole);
    await rm(out, { recursive: true });

    const second = start(corpus, out);
    await waitForLines(partial);
    second.kill('SIGINT');
    await second;
    await appendFile(partial, '{"id": "another", "contents": "", "vector": {}}\n');
    const refused = await encode(corpus, out);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/end with another, where the corpus has doc-\d+ \(--overwrite/);
  });
});
