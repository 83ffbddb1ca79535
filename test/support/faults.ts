import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';
import { expect } from 'vitest';
import { Random } from '#tserini/eval/compare/random.js';

export const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What is there under its final name: the names, each with a digest of what it holds. */
export type Whole = Readonly<Record<string, string>>;

/** A command that makes something, and what to look at to see whether it is whole. */
export interface Stage {
  readonly name: string;
  /** Arguments of Node.js for the command that makes `output`. */
  readonly command: (output: string) => readonly string[];
  readonly env?: (output: string) => Readonly<Record<string, string>>;
  /** Looks at a folder; a file that is there by its final name and cannot be read throws. */
  readonly look: (output: string) => Promise<Whole>;
}

const asked = process.env.TSERINI_FAULT_TRIES;

/** Whether only a part of the faults is tried, another one every time, as in the suite; by hand all are. */
export const isSample = asked === undefined;
/** Kills that each test does: few in the suite, many by hand. With two, one has something to replace. */
export const kills = Number(asked ?? 2);
/** Of the other faults, which are less a matter of the moment. */
export const tries = Math.max(1, Math.round(kills * 0.2));

const seed = Number(process.env.TSERINI_FAULT_SEED ?? Date.now() % 1_000_000);
console.error(
  `the same moments again: TSERINI_FAULT_SEED=${seed}${isSample ? '' : ` TSERINI_FAULT_TRIES=${kills}`}`,
);

/** The random numbers of one test. */
export function randomFor(test: string): Random {
  return new Random(seed ^ createHash('sha256').update(test).digest().readInt32LE());
}

/** In a sample one of the alternatives, by the seed; else all. */
export function sampleOf<T>(stage: string, alternatives: readonly T[]): readonly T[] {
  if (!isSample) return alternatives;
  return [alternatives[randomFor(`${stage}, sample of ${alternatives.length}`).below(alternatives.length)]!];
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Runs it through another program, such as `setpriv …`. */
  readonly through?: readonly string[];
  /** Ends it by SIGKILL after so many milliseconds. */
  readonly killAfter?: number;
}

/** Runs a stage's command once, however it ends. */
export async function runStage(stage: Stage, output: string, options: RunOptions = {}): Promise<Ended> {
  const { through = [], env = {}, killAfter } = options;
  const [file, ...args] = [...through, process.execPath, ...stage.command(output)];
  const child = spawn(file!, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Without CI it would write a start-up archive for the JVM.
    env: { ...process.env, CI: '1', ...stage.env?.(output), ...env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  return { code, signal, stderr: stderr.trim() };
}

const unfinished = /\.(partial|incomplete|unpacking|making|tmp|lock)(\.|$)/;

/** Every file of a folder but those whose names mark them as unfinished. */
export async function lookAtFiles(folder: string): Promise<Whole> {
  const names = await readdir(folder, { recursive: true }).catch(() => [] as string[]);
  const whole: Record<string, string> = {};
  for (const name of names.sort()) {
    const path = join(folder, name);
    if (unfinished.test(name) || !(await stat(path).catch(() => undefined))?.isFile()) continue;
    whole[name] = digest(await readFile(path));
  }
  return whole;
}

export function digest(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Throws where a name holds something else than the undisturbed command put there. */
export function expectNothingHalf(found: Whole, ...allowed: readonly Whole[]): void {
  for (const [name, held] of Object.entries(found)) {
    expect(
      allowed.map((whole) => whole[name]),
      `${name} exists and is incomplete`,
    ).toContain(held);
  }
}

/**
 * Does something many times and counts how often it lost something; any loss fails the test. The count goes into the
 * file of `TSERINI_FAULT_TABLE`, a line of JSON, for the table.
 */
export async function countLosses(
  stage: string,
  fault: string,
  times: number,
  attempt: (i: number) => Promise<void>,
): Promise<void> {
  const losses: string[] = [];
  for (let i = 0; i < times; i++) {
    await attempt(i).catch((error) => losses.push(`try ${i}: ${(error as Error).message}`));
  }
  const file = process.env.TSERINI_FAULT_TABLE;
  const row = { stage, fault, tries: times, lost: losses.length };
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
  expect(losses).toEqual([]);
}

/** A process that can be limited in memory by the kernel, where this user may make such groups. */
export function memoryGroup(megabytes: number): { through: string[]; remove(): void } | undefined {
  const name = `tserini-test-${process.pid}-${megabytes}`;
  const kinds = [
    ['/sys/fs/cgroup', 'memory.max'],
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
  ] as const;
  for (const [root, limit] of kinds) {
    const group = join(root, name);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    const remove = () => rmdirSync(group);
    try {
      // On a folder that is no control group this makes no file, and fails.
      accessSync(join(group, 'cgroup.procs'), constants.W_OK);
      writeFileSync(join(group, limit), String(megabytes << 20), { flag: 'r+' });
      const enter = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
      return { through: ['sh', '-c', enter, group], remove };
    } catch {
      remove();
    }
  }
  return undefined;
}

function probeMemoryGroup(): boolean {
  const group = memoryGroup(64);
  group?.remove();
  return group !== undefined;
}

export const canLimitMemory = probeMemoryGroup();
export const needsMemoryGroup = canLimitMemory ? '' : ' (skipped: no right to make a control group)';

/** Runs as a user without files here, if this user is root. */
export const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
export const canBeNobody =
  process.getuid?.() === 0 &&
  !execaSync(asNobody[0]!, [...asNobody.slice(1), process.execPath, main, '--help'], { reject: false })
    .failed;
export const needsNobody = canBeNobody ? '' : ' (skipped: only root can become another user)';

/** An empty folder inside `folder` that is not there yet. */
export function freshPath(folder: string): string {
  let path: string;
  do path = join(folder, `output-${Math.random().toString(36).slice(2)}`);
  while (existsSync(path));
  return path;
}
