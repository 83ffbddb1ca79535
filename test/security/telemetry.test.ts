import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp.ts';

// ONNX Runtime writes its log and its database as soon as a session is open, long before it looks up a name.

const encode = `
  const { SpladeQueryEncoder } = await import(process.argv[1]);
  const encoder = await SpladeQueryEncoder.load('splade-tiny');
  if ((await encoder.encode('hello world')).size === 0) throw new Error('no vector');
  await encoder.close();`;

const programs: Readonly<Record<string, string>> = {
  'the library, in its encoding thread': encode,
  'the library, in a worker thread': `
    import { Worker } from 'node:worker_threads';
    const worker = new Worker(${JSON.stringify(`(async () => {${encode.replace('process.argv[1]', 'process.argv.at(-1)')}})()`)}, { eval: true, argv: [process.argv[1]] });
    worker.on('error', (error) => { throw error; });`,
  'two encoding processes': `
    const { SpladeDocumentEncoder } = await import(process.argv[1]);
    const encoder = await SpladeDocumentEncoder.load('splade-tiny', { processes: 2 });
    await encoder.encode('hello world');
    await encoder.close();`,
};

/** Runs a program with folders of its own and gives what it left in them. */
async function leftovers(args: readonly string[]): Promise<string[]> {
  const folder = await tempFolder();
  const [home, temporary] = [join(folder, 'home'), join(folder, 'tmp')];
  await Promise.all([mkdir(home), mkdir(temporary)]);
  const env = { HOME: home, TMPDIR: temporary, TSERINI_CACHE: join(folder, 'cache') };
  // Where CI is set, ONNX Runtime keeps quiet by itself.
  const unset = { CI: undefined, ORT_DISABLE_TELEMETRY: undefined };
  await execa(process.execPath, args, { env: { ...env, ...unset } });
  return [...(await readdir(home)), ...(await readdir(temporary))];
}

describe('nothing is reported to the makers of ONNX Runtime', () => {
  const library = import.meta.resolve('#tserini/index.js');

  it.each(Object.entries(programs))('by %s', async (_, program) => {
    expect(await leftovers(['--input-type=module', '-e', program, library])).toEqual([]);
  });
});
