import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';
import { dumpJava } from './hook.mjs';

// vitest ends its processes by a signal, which leaves no time to write anything down.
afterAll(() => {
  takeCoverage();
  dumpJava();
});
