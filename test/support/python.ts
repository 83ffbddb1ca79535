import { execFileSync } from 'node:child_process';

/** Runs a program of Python's; gives what it prints. */
export function runPython(program: string, args: readonly string[], input = ''): string {
  return execFileSync('python3', ['-c', program, ...args], { encoding: 'utf8', input, maxBuffer: 1 << 28 });
}

function findPython(): boolean {
  try {
    runPython('', []);
    return true;
  } catch {
    return false;
  }
}

export const hasPython = findPython();

/** To be put behind the name of a test that needs Python. */
export const needsPython = hasPython ? '' : ' (skipped: no python3)';
