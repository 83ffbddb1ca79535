import { afterAll, vi } from 'vitest';
import { expectShortRun } from '#tserini/lucene/jvm/jvm.js';

// A test ends before the work of Java's optimizing compiler pays off. JUnit's tests, and the processes that tests start,
// run with it.
expectShortRun();

// Files that share a process start with the environment and the working folder that the first one had.

const before = { ...process.env };
const folder = process.cwd();

afterAll(() => {
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(before, name)) delete process.env[name];
  Object.assign(process.env, before);
  process.chdir(folder);
});
