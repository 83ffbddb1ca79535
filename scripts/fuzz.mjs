// Compiles the fuzzer and runs it: npm run fuzz -- --minutes 5 --seed 7 --target pickle

import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('..', import.meta.url));
const options = { cwd: root, stdio: 'inherit', reject: false };
const compiled = await execa(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'test/fuzz'],
  options,
);
if (compiled.failed) process.exit(1);
const { exitCode } = await execa(
  process.execPath,
  ['build/fuzz/fuzz/fuzz.js', ...process.argv.slice(2)],
  options,
);
process.exitCode = exitCode;
