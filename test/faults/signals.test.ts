import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '#tserini/cli/command-table.js';
import { type CommandLine, commandLines, silentServer, writeInputs } from '../support/command-lines.ts';
import { expectNothingHalf, freshPath, main, randomFor, type Whole } from '../support/faults.ts';
import { suiteFolder } from '../support/temp.ts';

/** Moments at which each signal is sent to each command line, by hand `TSERINI_STOPS=25`; else one signal once. */
const moments = Number(process.env.TSERINI_STOPS ?? 0);
/** Milliseconds: the two seconds of the promise, and more where the machine is busy with other tests. */
const longest = process.env.TSERINI_STOPS === undefined ? 5000 : 2500;
/** Milliseconds in which most command lines are done. */
const within = 1800;
/** What no error may repeat. */
const secret = 'hunter2-is-secret';
const secrets = { HF_TOKEN: secret, TSERINI_OPENSEARCH_API_KEY: secret, TSERINI_API_KEY: secret };
const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

const folder = suiteFolder();
let silent: Awaited<ReturnType<typeof silentServer>>;
let inputs: string;

beforeAll(async () => {
  silent = await silentServer();
  inputs = freshPath(folder());
  await mkdir(inputs);
  await writeInputs(inputs);
});
afterAll(() => silent.close());

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** Milliseconds from the signal to the end; 0 where it had ended before. */
  readonly took: number;
  /** What is in its folder. */
  readonly found: Whole;
}

/** Runs a command line in a folder of its own, and sends it a signal after some milliseconds. */
async function run(
  name: string,
  { args, env, look }: CommandLine,
  stop?: { readonly after: number; readonly signal: NodeJS.Signals },
): Promise<Ended> {
  const cwd = freshPath(folder());
  await mkdir(cwd);
  const child = spawn(process.execPath, [main, name, ...args, '--verbose'], {
    cwd,
    // Standard input stays open.
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, CI: '1', ...secrets, ...env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  let stopped = Number.POSITIVE_INFINITY;
  const timer =
    stop &&
    setTimeout(() => {
      stopped = performance.now();
      child.kill(stop.signal);
    }, stop.after);
  const [code, signal] = await once(child, 'close');
  const took = Math.max(0, performance.now() - stopped);
  clearTimeout(timer);
  const found = (await look?.(cwd)) ?? {};
  await rm(cwd, { recursive: true });
  return { code, signal, stderr, took, found };
}

it('covers every command', () => {
  expect(Object.keys(commandLines('', '')).sort()).toEqual(Object.keys(commands).sort());
});

it.concurrent.each(Object.keys(commands))(
  '%s ends within two seconds of a signal, at any moment, and leaves nothing half-written',
  { timeout: 120_000 + moments * 60_000 },
  async (name) => {
    const random = randomFor(`${name}, signals`);
    for (const line of commandLines(inputs, silent.url)[name]!) {
      const undisturbed = line.waits ? undefined : await run(name, line);
      if (undisturbed) expect(undisturbed, undisturbed.stderr).toMatchObject({ code: 0 });
      if (undisturbed && line.look) expect(Object.keys(undisturbed.found)).not.toEqual([]);
      const stops = Array.from({ length: moments }, () => signals).flat();
      for (const [signal, status] of moments > 0 ? stops : [signals[random.below(2)]!]) {
        const after = random.below(within);
        const ended = await run(name, line, { after, signal });
        const what = `${line.args.join(' ')}: ${signal} after ${after} ms: ${JSON.stringify(ended)}`;
        expect(ended.took, what).toBeLessThan(longest);
        const isStopped = ended.signal === signal || ended.code === status;
        // What drains, and a prompt, ends with 0 once it is asked to; other commands may have been faster.
        const endsWell = ['serve', 'mcp'].includes(name) || line.args.includes('--interactive');
        const isDone = ended.code === 0 && (!line.waits || endsWell);
        expect(isStopped || isDone, what).toBe(true);
        expect(ended.stderr, what).not.toMatch(/internal error/);
        expect(ended.stderr).not.toContain(secret);
        expect(ended.stderr.match(/^tserini: /gm)?.length ?? 0, what).toBeLessThanOrEqual(2);
        expectNothingHalf(ended.found, undisturbed?.found ?? {});
      }
    }
  },
);
