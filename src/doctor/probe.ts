import { Analyzer } from '../lucene/analysis/analyzer.js';
import { onnxRuntimeVersion } from '../model/runtime/onnx.js';

// A program of its own, run by try-runtime.ts: `probe.js jvm` starts the JVM and has Lucene do a little work,
// `probe.js onnx` loads ONNX Runtime. Prints what it found, or the error's message with status 1. A foreign
// runtime that takes its process down takes down no more than this.

async function jvm(): Promise<string> {
  const started = performance.now();
  const terms = (await Analyzer.create()).analyze('started');
  if (terms.length !== 1) throw new Error('Lucene took one word for another');
  return `up, with Lucene at work, in ${Math.round(performance.now() - started)} ms`;
}

const probes: Readonly<Record<string, () => Promise<string>>> = { jvm, onnx: onnxRuntimeVersion };

try {
  console.log(await probes[process.argv[2]!]!());
} catch (error) {
  const { message, cause } = error as Error;
  console.log(cause instanceof Error ? `${message}: ${cause.message.split('\n')[0]}` : message);
  process.exitCode = 1;
}
