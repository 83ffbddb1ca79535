import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the page is. */
    url: string;
  }
}

const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

/** A document whose title and text would do something if a page took them for HTML. */
export const hostile = {
  id: '<b>1</b>/../?#%41',
  title: '<img src=x onerror="window.harmed=1">',
  text: '<script>window.harmed=1</script> scripted &lt;b&gt; kettle <a href="javascript:harmed=1">x</a>',
};

/** Starts the command that a user starts, on the embedded collection and on a small one of words. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tserini-test-'));
  const input = join(folder, 'hostile');
  const index = join(folder, 'hostile-index');
  mkdirSync(input);
  const { id, title, text } = hostile;
  writeFileSync(join(input, 'corpus.jsonl'), `${JSON.stringify({ id, title, contents: text, text })}\n`);
  const indexing = ['index.lucene', '--collection', 'JsonCollection', '--input', input, '--index', index];
  await execa(process.execPath, [main, ...indexing, '--storeRaw', '--fields', 'title']);

  // A passage of 1 MB with a long word.
  const long = join(folder, 'long');
  const longIndex = join(folder, 'long-index');
  mkdirSync(long);
  const record = {
    id: 'b'.repeat(300),
    contents: `${'w'.repeat(400)} ${'a whole book of words. '.repeat(45_000)}`,
  };
  writeFileSync(join(long, 'corpus.jsonl'), `${JSON.stringify(record)}\n{"id":"other","contents":"short"}\n`);
  const flags = ['--collection', 'JsonCollection', '--input', long, '--index', longIndex, '--storeRaw'];
  await execa(process.execPath, [main, 'index.lucene', ...flags]);

  const { path, encoder, bm25 } = await embeddedIndex();
  const embedded = `embedded=${path},encoder=${encoder},bm25=${bm25}`;
  const served = ['--index', embedded, '--index', `hostile=${index}`, '--index', `long=${longIndex}`];
  const server = execa(process.execPath, [main, 'serve', ...served, '--port', '0'], {
    reject: false,
    all: true,
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    server.all.on('data', (chunk) => {
      said += chunk;
      const found = /on (http:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    server.then(() => reject(new Error(`the server did not start: ${said}`)));
  });
  project.provide('url', url);
  return async () => {
    server.kill('SIGTERM');
    await server;
    rmSync(folder, { recursive: true, force: true });
  };
}
