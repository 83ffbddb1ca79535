import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { targets } from './targets.ts';

// Corrupts valid files and reads them, target after target; prints what was tried and what was found.

/** A case that takes longer hangs; none of the files is larger than a few megabytes. */
const patience = 20_000;
/** Before the first case, modules and JVM must load. */
const startPatience = 180_000;
/** Memory that reading one must not take, of the whole process and its JVM. */
const mostBytes = 1536 << 20;

interface Report {
  readonly cases: number;
  readonly rss?: number;
  readonly finding?: string;
  readonly bytes?: string;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    target: { type: 'string', multiple: true },
  },
});
const chosen = targets.filter(({ name }) => !values.target || values.target.includes(name));
if (chosen.length === 0) {
  console.error(`no such target; available: ${targets.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const share = (Number(values.minutes) * 60_000) / chosen.length;
const kept = fileURLToPath(new URL('../../fuzz-findings/', import.meta.url));
let findings = 0;

function keep(target: string, what: string, save: (path: string) => void): void {
  findings++;
  mkdirSync(kept, { recursive: true });
  const path = join(kept, `${target}-${values.seed}-${findings}`);
  save(path);
  console.log(`FOUND ${target}: ${what}\n  the file: ${path}`);
}

/** Runs one target until its time is up, again after each process that it took with it. */
async function fuzz(name: string, file: string): Promise<number> {
  const end = Date.now() + share;
  let cases = 0;
  for (let start = 0; Date.now() < end; start++) {
    const folder = mkdtempSync(join(tmpdir(), 'tserini-fuzz-'));
    const args = [name, String(end - Date.now()), String(Number(values.seed) + start * 100_000), folder];
    const child = fork(fileURLToPath(new URL('worker.js', import.meta.url)), args, {
      execArgv: ['--max-old-space-size=768'],
      env: { ...process.env, TSERINI_JVM_OPTS: '-Xmx256m', CI: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    child.stderr!.on('data', (chunk) => {
      stderr = (stderr + chunk).slice(-4000);
    });
    let last = Date.now() + startPatience;
    let seen = 0;
    let why = '';
    const stop = (reason: string) => {
      why ||= reason;
      child.kill('SIGKILL');
    };
    const timer = setInterval(() => {
      if (Date.now() - last > patience) stop(`no end after ${patience / 1000} s`);
    }, 500);
    child.on('message', ({ cases: now, rss = 0, finding, bytes }: Report) => {
      last = Date.now();
      seen = now;
      if (rss > mostBytes) stop(`${Math.round(rss / 2 ** 20)} MB of memory`);
      if (finding) keep(name, finding, (path) => writeFileSync(path, Buffer.from(bytes!, 'base64')));
    });
    const [code, signal] = await once(child, 'close');
    clearInterval(timer);
    cases += seen;
    if (code !== 0) {
      const what = why || `the process ended with ${signal ?? code}\n${stderr}`;
      const corrupted = join(folder, file);
      keep(name, what, (path) => existsSync(corrupted) && cpSync(corrupted, path));
    }
    rmSync(folder, { recursive: true, force: true });
  }
  return cases;
}

console.log(`seed ${values.seed}, ${(share / 1000).toFixed(0)} s for each of ${chosen.length} targets`);
for (const { name, file } of chosen) {
  const before = findings;
  const cases = await fuzz(name, file);
  console.log(`${name.padEnd(22)} ${String(cases).padStart(8)} cases, ${findings - before} findings`);
}
console.log(`${findings} findings in ${values.minutes} minutes`);
process.exitCode = findings > 0 ? 1 : 0;
