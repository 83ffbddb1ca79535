import { execa } from 'execa';
import { expect } from 'vitest';
import type { Random } from '#tserini/eval/compare/random.js';

// A program that adds documents to an index for ever, and prints after every commit how many are committed.

/** How many documents such a program printed last. */
export function lastCommitted(stdout: string): number {
  const counts = stdout.split('\n').filter((line) => /^\d+$/.test(line));
  return Number(counts.at(-1) ?? 0);
}

/**
 * Starts such a program, its argument the folder of the index, and kills it at a random moment behind its first commit:
 * while it adds, commits or merges.
 * @param within milliseconds
 * @returns how many documents it printed last; one commit more may be complete before it is printed
 */
export async function killWhileCommitting(
  program: string,
  index: string,
  random: Random,
  within: number,
): Promise<number> {
  const child = execa(process.execPath, [program, index], { reject: false });
  let seen = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      seen += chunk;
      if (lastCommitted(seen) > 0) resolve();
    });
  });
  setTimeout(() => child.kill('SIGKILL'), random.below(within));
  const { stdout, signal } = await child;
  expect(signal).toBe('SIGKILL');
  return lastCommitted(stdout);
}
