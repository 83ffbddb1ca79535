// Loaded into every process that a coverage run starts (NODE_OPTIONS=--import): as it ends, has the JVM in it write
// down what was run. Node writes down its own part by itself, at NODE_V8_COVERAGE.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
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

/** Writes down what JaCoCo's agent has counted, where this process has a JVM with one. */
export function dumpJava() {
  if (!hasJvm()) return;
  try {
    const { importClass } = require('java-bridge');
    const counts = importClass('org.jacoco.agent.rt.RT').getAgentSync().getExecutionDataSync(false);
    // Not by the agent itself: a process that is killed as it writes would leave half a file, which no report can read.
    writeFileSync(`${file}.part`, counts);
    renameSync(`${file}.part`, file);
  } catch {
    // A JVM that a test started with options of its own, without the agent, or a folder that a test made read-only.
  }
}

// A file for each process.
const {
  TSERINI_COVERAGE_AGENT: agent,
  TSERINI_COVERAGE_JAVA: folder,
  TSERINI_JVM_OPTS: options,
} = process.env;
const file = join(folder ?? '', `${process.pid}-${Date.now()}.exec`);
if (isMainThread && agent) {
  // What the process above was given is no option of a test's own.
  if (!options || options.startsWith(`-javaagent:${agent}`)) {
    process.env.TSERINI_JVM_OPTS = `-javaagent:${agent}=output=none,includes=io.tserini.*`;
  }
  process.on('exit', dumpJava);
}
