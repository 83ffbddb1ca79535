import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, it, vi } from 'vitest';
import { lockFolder, waitForLock } from '#tserini/util/files/folder-lock.js';
import { canMount, needsMount, onSmallDisk } from '../../support/small-disk.ts';
import { tempFolder } from '../../support/temp.ts';

const lockModule = new URL('../../../dist/util/files/folder-lock.js', import.meta.url).href;

function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

it('belongs to one process at a time, and goes when it is given back', async () => {
  const path = join(await tempFolder(), 'x.lock');
  const unlock = await lockFolder(path);
  await expect(lockFolder(path)).rejects.toMatchObject({ code: 'USAGE', value: process.pid });
  await unlock();
  expect(existsSync(path)).toBe(false);
});

it('waits for the id of an owner that has just made the file', async () => {
  const path = join(await tempFolder(), 'x.lock');
  await writeFile(path, '');
  const refused = expect(lockFolder(path)).rejects.toMatchObject({ code: 'USAGE' });
  await sleep(100);
  await writeFile(path, String(process.pid));
  await refused;
});

it('is taken over where its owner died before it wrote its id', async () => {
  const path = join(await tempFolder(), 'x.lock');
  await writeFile(path, '');
  await lockFolder(path);
  expect(await readFile(path, 'utf8')).toMatch(new RegExp(`^${process.pid}\\b`));
});

// A container gives its processes the same ids each time that it starts.
it.skipIf(!existsSync('/proc/self/stat'))(
  'is taken over where the id is that of a later process',
  async () => {
    const path = join(await tempFolder(), 'x.lock');
    await writeFile(path, `${process.pid} 1`);
    await lockFolder(path);
    expect(await readFile(path, 'utf8')).not.toBe(`${process.pid} 1`);
  },
);

it('of a dead process is taken over by one of many that try at once', { timeout: 120_000 }, async () => {
  const folder = await tempFolder();
  const program = `
    const { lockFolder } = await import(${JSON.stringify(lockModule)});
    const [path, start] = process.argv.slice(1);
    while (Date.now() < Number(start));
    const unlock = await lockFolder(path).catch((error) => error.code);
    process.stdout.write(typeof unlock === 'function' ? 'mine' : unlock);
    for await (const _ of process.stdin);
  `;
  for (const owner of [String(deadPid()), '']) {
    const path = join(folder, `owner-${owner}.lock`);
    await writeFile(path, owner);
    const start = String(Date.now() + 800);
    const processes = Array.from({ length: 6 }, () =>
      execa(process.execPath, ['--input-type=module', '--eval', program, path, start]),
    );
    // Whoever has it holds it until all have tried.
    await Promise.all(processes.map(({ stdout }) => once(stdout, 'data')));
    for (const { stdin } of processes) stdin.end();
    const outcomes = (await Promise.all(processes)).map(({ stdout }) => stdout);
    expect(outcomes.filter((outcome) => outcome === 'mine')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'USAGE')).toHaveLength(5);
  }
  expect((await readdir(folder)).filter((name) => !name.endsWith('.lock'))).toEqual([]);
});

it.skipIf(!canMount)(`leaves no empty file on a full disk${needsMount}`, async () => {
  const disk = await tempFolder();
  const program = `
    const { lockFolder } = await import(${JSON.stringify(lockModule)});
    await lockFolder(process.argv[1]).then(console.log, ({ message }) => console.log(message));
  `;
  const args = [process.execPath, '--input-type=module', '--eval', program, join(disk, 'x.lock')];
  const script = 'disk="$1"; shift; head -c 4096 /dev/zero >"$disk/other"; "$@"; ls "$disk"';
  const { stdout } = await onSmallDisk(4, disk, `{ ${script}; }`, ...args);
  expect(stdout.split('\n')).toEqual([
    `no space left on the disk for lock: ${join(disk, 'x.lock')}`,
    'other',
  ]);
});

it('says where it was locked, and which start of the system and which namespace', async () => {
  const path = join(await tempFolder(), 'x.lock');
  await lockFolder(path);
  const [pid, , host, ...rest] = (await readFile(path, 'utf8')).split(' ');
  expect([pid, host, rest.length]).toEqual([String(process.pid), hostname(), 2]);
});

/** Writes the lock of a process that ended, as if it had run somewhere else. */
async function lockFromElsewhere(field: number): Promise<{ path: string; parts: string[] }> {
  const path = join(await tempFolder(), 'x.lock');
  const unlock = await lockFolder(path);
  const parts = (await readFile(path, 'utf8')).split(' ');
  await unlock();
  // The id of a process that ended here may be that of one that is alive elsewhere.
  parts[0] = String(deadPid());
  parts[field] = 'other';
  await writeFile(path, parts.join(' '));
  const named = new RegExp(`^process ${parts[0]} on ${parts[2]} \\(another machine.*remove .*x\\.lock`);
  await expect(lockFolder(path)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(named),
  });
  const old = new Date(Date.now() - 3_600_000);
  await utimes(path, old, old);
  return { path, parts };
}

it('of another machine is never taken over, and the error says what to do', async () => {
  const { path, parts } = await lockFromElsewhere(2);
  const stale = {
    code: 'USAGE',
    message: expect.stringContaining('has not renewed the lock for 60 minutes'),
  };
  await expect(lockFolder(path)).rejects.toMatchObject(stale);
  await expect(waitForLock(path)).rejects.toMatchObject(stale);
  expect(await readFile(path, 'utf8')).toBe(parts.join(' '));
});

it.each([
  ['system', 3],
  ['container', 4],
])('from before a restart of the %s is taken over once it is no longer renewed', async (_, field) => {
  const { path } = await lockFromElsewhere(field);
  const unlock = await lockFolder(path);
  expect(await readFile(path, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  await unlock();
});

it('is renewed while it is held', async () => {
  const path = join(await tempFolder(), 'x.lock');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const unlock = await lockFolder(path);
    const old = new Date(Date.now() - 3_600_000);
    await utimes(path, old, old);
    vi.advanceTimersByTime(5000);
    await vi.waitFor(async () => expect((await stat(path)).mtimeMs).toBeGreaterThan(old.getTime() + 1000));
    await unlock();
    vi.advanceTimersByTime(5000);
    expect(existsSync(path)).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
