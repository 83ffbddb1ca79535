import { afterAll, vi } from 'vitest';

// Files that share a process start with the environment and the working folder that the first one had.

const before = { ...process.env };
const folder = process.cwd();

afterAll(() => {
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(before, name)) delete process.env[name];
  Object.assign(process.env, before);
  process.chdir(folder);
});
