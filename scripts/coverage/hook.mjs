// Loaded into every process that a coverage run starts (NODE_OPTIONS=--import): as it ends, has the JVM in it write
// down what was run. Node writes down its own part by itself, at NODE_V8_COVERAGE.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const require = createRequire(import.meta.url);

/** Asking java-bridge for a class would start a JVM where none runs. */
function hasJvm() {
  try {
    return readFileSync('/proc/self/maps', 'utf8').includes('libjvm.so');
  } catch {
    return false;
  }
}

/** Has JaCoCo's agent, where this process has a JVM with one, add to its file. */
export function dumpJava() {
  if (!hasJvm()) return;
  try {
    const { importClass } = require('java-bridge');
    importClass('org.jacoco.agent.rt.RT').getAgentSync().dumpSync(false);
  } catch {
    // A JVM that a test started with options of its own, without the agent.
  }
}

if (isMainThread) process.on('exit', dumpJava);
