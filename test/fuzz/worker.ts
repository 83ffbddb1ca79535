import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { contentsFor } from './mutations.ts';
import { tryContents } from './target.ts';
import { targets } from './targets.ts';

// One target for a time, in a process of its own: what hangs, or takes the process with it, is seen from outside, and
// the file that did it still lies in the folder.

const [name, milliseconds, seed, folder] = process.argv.slice(2) as [string, string, string, string];
const target = targets.find((one) => one.name === name)!;
const seeds = await target.seeds();
await mkdir(folder, { recursive: true });
// The valid files first: JVM, models and server start with them, and that is no case's time.
for (const seed of seeds) {
  const path = join(folder, target.file);
  await writeFile(path, (await target.wrap?.(seed)) ?? seed);
  await target.read(path, folder).catch((error: Error) => {
    const finding = `a valid file is refused: ${error.message}`;
    process.send!({ cases: 0, finding, bytes: seed.toString('base64') });
  });
}
const end = Date.now() + Number(milliseconds);

/** A finding without what differs from case to case. */
const kindOf = (complaint: string) =>
  complaint
    .replaceAll(/"(?:[^"\\]|\\.)*"|\d+/g, '…')
    .split('\n')
    .slice(0, 3)
    .join('\n')
    .slice(0, 300);

const known = new Set<string>();
let cases = 0;
let reported = 0;
/** Fails where a file brings about something that has not been found yet. */
const property = fc.asyncProperty(contentsFor(seeds, target), async (contents) => {
  if (Date.now() - reported > 100) {
    reported = Date.now();
    process.send!({ cases, rss: process.memoryUsage.rss() });
  }
  cases++;
  const complaint = await tryContents(target, contents, folder);
  if (complaint !== undefined && !known.has(kindOf(complaint))) throw new Error(complaint);
});

for (let round = 0; Date.now() < end; round++) {
  const result = await fc.check(property, {
    seed: Number(seed) + round,
    numRuns: 1000,
    interruptAfterTimeLimit: Math.max(1, end - Date.now()),
  });
  // The case that was interrupted still runs: another beside it would meet its files.
  if (result.interrupted) break;
  const [smallest] = result.counterexample ?? [];
  if (!smallest || !(result.errorInstance instanceof Error)) continue;
  const complaint = await tryContents(target, smallest, folder);
  const text = complaint ?? result.errorInstance.message;
  known.add(kindOf(text));
  const bytes = smallest.toString('base64');
  await new Promise((resolve) => process.send!({ cases, finding: text, bytes }, resolve));
}
await new Promise((resolve) => process.send!({ cases }, resolve));
process.exit();
