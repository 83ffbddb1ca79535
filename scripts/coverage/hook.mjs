// Loaded into every process that a coverage run starts (NODE_OPTIONS=--import): as it ends, has the JVM in it write
// down what was run. Node writes down its own part by itself, at NODE_V8_COVERAGE.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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

// A file for each process: two that add to one, or one that is killed as it does, would spoil it.
const {
  TSERINI_COVERAGE_AGENT: agent,
  TSERINI_COVERAGE_JAVA: folder,
  TSERINI_JVM_OPTS: options,
} = process.env;
if (isMainThread && agent) {
  const file = join(folder, `${process.pid}-${Date.now()}.exec`);
  // What the process above was given is no option of a test's own.
  if (!options || options.startsWith(`-javaagent:${agent}`)) {
    process.env.TSERINI_JVM_OPTS = `-javaagent:${agent}=destfile=${file},includes=io.tserini.*`;
  }
  process.on('exit', dumpJava);
}
