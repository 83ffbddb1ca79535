import { lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  asNobody,
  canBeNobody,
  canLimitMemory,
  countLosses,
  type Ended,
  expectNothingHalf,
  freshPath,
  kills,
  memoryGroup,
  needsMemoryGroup,
  needsNobody,
  randomFor,
  runStage,
  type Stage,
  sampleOf,
  tries,
  type Whole,
} from './faults.ts';
import { canMount, needsMount, onSmallDisk } from './small-disk.ts';

export interface FaultOptions {
  /** Where outputs go; call it inside of tests. */
  readonly folder: () => string;
  /** Puts something into `output` before a command that may change it. @returns what that is */
  readonly prepare?: (output: string) => Promise<Whole>;
  /** MB of a control group: at the lower end the command dies, at the upper it may succeed. */
  readonly groupMegabytes: readonly [low: number, high: number];
  /** MB of the Java heap, likewise; absent where no JVM runs. */
  readonly heapMegabytes?: readonly [low: number, high: number];
  /** MB of V8's old space, likewise. */
  readonly oldSpaceMegabytes: readonly [low: number, high: number];
  /** What a second process on the same output may say; without it, both must succeed. */
  readonly refusal?: RegExp;
}

const minutes = (n: number) => ({ timeout: n * 60_000 });
/** 50 by hand take longer than the few of the suite. */
const patience = minutes(Math.max(3, kills));

/** The faults that every stage must survive, and the conditions after each. */
export function testFaults(stage: Stage, options: FaultOptions): void {
  const { folder } = options;
  const { heapMegabytes } = options;
  /** One of them in a sample: they end the command by the same ways, and each takes several runs of it. */
  const memory = sampleOf(stage.name, [
    'old space',
    ...(heapMegabytes ? ['heap'] : []),
    ...(canLimitMemory ? ['control group'] : []),
  ]);
  const permission = sampleOf(stage.name, [
    ...(canMount ? ['read-only disk'] : []),
    ...(canBeNobody ? ['folder of another user'] : []),
  ]);
  let reference: Whole;
  let duration: number;
  /** KB that its files take on a disk. */
  let needed: number;

  beforeAll(async () => {
    const output = freshPath(folder());
    const started = performance.now();
    const ended = await runStage(stage, output);
    duration = performance.now() - started;
    expect(ended).toMatchObject({ code: 0 });
    needed = await kilobytesOf(output);
    reference = await stage.look(output);
    expect(Object.keys(reference).length).toBeGreaterThan(0);
    await rm(output, { recursive: true });
  }, patience.timeout);

  /** The invariant: after a fault nothing half-made is there by its name, and the next run makes all of it. */
  async function recovers(output: string, ...before: readonly Whole[]): Promise<void> {
    expectNothingHalf(await stage.look(output), reference, ...before);
    expect(await runStage(stage, output)).toMatchObject({ code: 0 });
    expect(await stage.look(output)).toEqual(reference);
    await rm(output, { recursive: true });
  }

  /** @returns what was there before, if anything is to be there */
  async function outputFor(i: number): Promise<[string, ...Whole[]]> {
    const output = freshPath(folder());
    return options.prepare && i % 2 === 1 ? [output, await options.prepare(output)] : [output];
  }

  it(`${stage.name} survives kill -9 at random moments`, patience, async () => {
    const random = randomFor(`${stage.name}, kill -9`);
    await countLosses(stage.name, 'kill -9', kills, async (i) => {
      const [output, ...before] = await outputFor(i);
      // A moment after its end is none; more kills of the same output are no more than one try.
      for (;;) {
        const ended = await runStage(stage, output, { killAfter: random.below(duration) });
        expectNothingHalf(await stage.look(output), reference, ...before);
        if (ended.signal === 'SIGKILL' && random.below(3) > 0) break;
        if (ended.signal !== 'SIGKILL') await rm(output, { recursive: true, force: true });
      }
      await recovers(output, ...before);
    });
  });

  describe.skipIf(!canMount)(`${stage.name} on a separate disk${needsMount}`, () => {
    it('reports a full disk in one line, and completes when there is space', patience, async () => {
      const random = randomFor(`${stage.name}, full disk`);
      await countLosses(stage.name, 'full disk', tries, async () => {
        const disk = freshPath(folder());
        await mkdir(disk);
        // Up to nearly enough: what is written last must fail as well.
        const room = 4 + random.below(Math.max(4, Math.floor(needed * 0.95) - 4));
        const [full, roomy] = await onDisk(
          stage,
          disk,
          room,
          `mount -o remount,size=${needed * 3 + 512}k "$1"`,
        );
        expect(withoutWarnings(full.stderr)).toMatch(/^tserini: .*no space left on the disk.*$/);
        expect(full.code).toBe(1);
        expectNothingHalf(full.found, reference);
        expect(roomy.code, roomy.stderr).toBe(0);
        expect(roomy.found).toEqual(reference);
      });
    });

    if (!canMount || permission.includes('read-only disk')) {
      it('reports a read-only disk in one line', patience, async () => {
        await countLosses(stage.name, 'read-only file system', 1, async () => {
          const disk = freshPath(folder());
          await mkdir(disk);
          const start = 'mount -o remount,ro "$1"';
          const again = 'mount -o remount,rw "$1"';
          const [refused, allowed] = await onDisk(stage, disk, 64 << 10, again, start);
          expect(refused.stderr).toMatch(/^tserini: .*(no permission|read-only file system).*$/i);
          expect(refused.code).toBe(1);
          expect(refused.found).toEqual({});
          expect(allowed.code, allowed.stderr).toBe(0);
          expect(allowed.found).toEqual(reference);
        });
      });
    }
  });

  if (!canBeNobody || permission.includes('folder of another user')) {
    it.skipIf(!canBeNobody)(
      `${stage.name} refuses a folder of another user${needsNobody}`,
      patience,
      async () => {
        await countLosses(stage.name, "another user's folder", 1, async () => {
          const output = freshPath(folder());
          await mkdir(output, { mode: 0o755 });
          const refused = await runStage(stage, output, { through: asNobody });
          expect(refused.stderr).toMatch(/^tserini: .*no permission.*$/);
          expect(refused.code).toBe(1);
          expect(await readdir(output)).toEqual([]);
          await rm(output, { recursive: true });
        });
      },
    );
  }

  describe(`${stage.name} with too little memory`, () => {
    const starve = (fault: string, [low, high]: readonly [number, number], limit: LimitMemory) =>
      countLosses(stage.name, fault, tries, async (i) => {
        const random = randomFor(`${stage.name}, ${fault}, ${i}`);
        const [output, ...before] = await outputFor(i);
        await limit(output, low + random.below(high - low + 1));
        await recovers(output, ...before);
      });

    if (memory.includes('heap')) {
      it('survives a small Java heap', patience, async () => {
        await starve('-Xmx', heapMegabytes!, async (output, megabytes) => {
          const ended = await runStage(stage, output, { env: { TSERINI_JVM_OPTS: `-Xmx${megabytes}m` } });
          if (ended.code !== 0) expect(ended.stderr).toMatch(/^tserini: .*(heap is full|did not start).*$/);
        });
      });
    }

    if (memory.includes('old space')) {
      it('survives a small old space of V8', patience, async () => {
        await starve('--max-old-space-size', options.oldSpaceMegabytes, async (output, megabytes) => {
          const NODE_OPTIONS = `--max-old-space-size=${megabytes}`;
          await runStage(stage, output, { env: { NODE_OPTIONS } });
        });
      });
    }

    if (!canLimitMemory || memory.includes('control group')) {
      it.skipIf(!canLimitMemory)(`survives a small control group${needsMemoryGroup}`, patience, async () => {
        await starve('control group', options.groupMegabytes, async (output, megabytes) => {
          const group = memoryGroup(megabytes)!;
          await runStage(stage, output, { through: group.through });
          // The kernel needs a moment to take its dead out of it.
          for (let i = 0; i < 50; i++) {
            try {
              return group.remove();
            } catch {
              await sleep(20);
            }
          }
          group.remove();
        });
      });
    }
  });

  it(`${stage.name} survives two processes on the same output`, patience, async () => {
    const random = randomFor(`${stage.name}, two processes`);
    await countLosses(stage.name, 'two processes', tries, async (i) => {
      const [output] = await outputFor(i);
      const second = sleep(i === 0 ? 0 : random.below(duration)).then(() => runStage(stage, output));
      const both = await Promise.all([runStage(stage, output), second]);
      const refused = both.filter(({ code }) => code !== 0);
      expect(refused.length).toBeLessThan(2);
      if (!options.refusal) expect(refused).toEqual([]);
      for (const { stderr } of refused) expect(stderr).toMatch(options.refusal!);
      expect(await stage.look(output)).toEqual(reference);
      await recovers(output);
    });
  });
}

type LimitMemory = (output: string, megabytes: number) => Promise<void>;

/** What the files of a folder take on a disk, in KB; tmpfs keeps folders and links elsewhere. */
async function kilobytesOf(output: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(output, { recursive: true })) {
    const stats = await lstat(join(output, name));
    if (stats.isFile()) bytes += Math.ceil(stats.size / 4096) * 4096;
  }
  return bytes >> 10;
}

/**
 * Runs a stage twice on a disk of so many KB that only this sees, something done to the disk between.
 * @returns how each run ended, and what was there after it
 */
async function onDisk(
  stage: Stage,
  disk: string,
  kilobytes: number,
  between: string,
  start = 'true',
): Promise<[Ended & { found: Whole }, Ended & { found: Whole }]> {
  const output = join(disk, 'output');
  const copies = [freshPath(disk), freshPath(disk)].map((path) => path.replace(disk, `${disk}-copy`));
  const said = copies.map((copy) => `${copy}.stderr`);
  await Promise.all(copies.map((copy) => mkdir(copy, { recursive: true })));
  const run = (i: number) =>
    `"$@" >/dev/null 2>'${said[i]}'; echo $?; [ ! -d '${output}' ] || cp -a '${output}/.' '${copies[i]}/'`;
  // The first word is the disk; the rest is the command.
  const script = `disk="$1"; ${start.replace('"$1"', '"$disk"')}; shift; ${run(0)}; ${between.replace('"$1"', '"$disk"')}; ${run(1)}`;
  const env = Object.entries(stage.env?.(output) ?? {}).map(([name, value]) => `${name}=${value}`);
  const command = ['env', ...env, process.execPath, ...stage.command(output)];
  const { stdout, stderr } = await onSmallDisk(kilobytes, disk, `{ ${script}; }`, ...command);
  expect(stderr).toBe('');
  const codes = stdout.split('\n').map(Number);
  const ended = async (i: number) => ({
    code: codes[i]!,
    signal: null,
    stderr: (await readFile(said[i]!, 'utf8')).trim(),
    found: await stage.look(copies[i]!),
  });
  const both = [await ended(0), await ended(1)] as const;
  for (const path of [disk, `${disk}-copy`]) await rm(path, { recursive: true, force: true });
  return [...both];
}

/** Without the lines that a stage writes before its error: topics without hits, for example. */
function withoutWarnings(stderr: string): string {
  return stderr.replace(/^warning: .*\n/gm, '');
}
