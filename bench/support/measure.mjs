// Runs whole commands and prints them side by side.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** The peak memory of a running process, in MB, from Linux's /proc. */
function peakMemory(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return 0;
  }
}

/** Processor time of the processes that this one ran and that have ended, in seconds, from Linux's /proc; 0 elsewhere. */
function processorTimeOfEnded() {
  try {
    const [, fields] = readFileSync('/proc/self/stat', 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(13, 15).map(Number);
    return (user + system) / 100;
  } catch {
    return 0;
  }
}

/**
 * Runs a command once.
 * @returns seconds, those of processor time (if no other command runs at that time), MB of the process itself, and its
 *   output
 */
export async function measureOnce([file, ...args], options = {}) {
  const started = performance.now();
  const processorBefore = processorTimeOfEnded();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  let memory = 0;
  const timer = setInterval(() => {
    memory = Math.max(memory, peakMemory(child.pid));
  }, 10);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}:\n${output.slice(-2000)}`);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, processor: processorTimeOfEnded() - processorBefore, megabytes: memory, output };
}

/** MB of the files in a folder, such as an index. */
export function megabytesOf(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Runs commands in turn, A B A B …, after an optional warm-up of each, and prints the medians and the ratios to the
 * first.
 * @param commands `{ name, command, before? }`
 */
export async function compareCommands(title, commands, runs = 3, warmUps = 1) {
  const results = commands.map(() => []);
  for (let run = 0; run < warmUps + runs; run++) {
    for (const [i, { command, before }] of commands.entries()) {
      await before?.();
      const result = await measureOnce(command);
      if (run >= warmUps) results[i].push(result);
    }
  }
  const seconds = results.map((all) => median(all.map((result) => result.seconds)));
  const megabytes = results.map((all) => median(all.map((result) => result.megabytes)));
  console.log(`\n${title} (median of ${runs}, ${cpus().length} × ${cpus()[0].model.trim()})`);
  const width = Math.max(...commands.map(({ name }) => name.length));
  for (const [i, { name }] of commands.entries()) {
    const ratio = i === 0 ? '' : `  ${(seconds[i] / seconds[0]).toFixed(1)} times as long`;
    console.log(
      `  ${name.padEnd(width)}  ${seconds[i].toFixed(2).padStart(7)} s  ${megabytes[i].toFixed(0).padStart(5)} MB${ratio}`,
    );
  }
  return { seconds, megabytes };
}
