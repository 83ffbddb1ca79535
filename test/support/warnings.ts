import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach } from 'vitest';

// A warning from Node (too many listeners, a file handle left to the garbage collector, a deprecated call) fails the
// test during which it appears; what only the collection of garbage brings to light fails the file.

const shared = globalThis as { nodeWarnings?: string[] };

// The files that share a process share the list.
if (!shared.nodeWarnings) {
  shared.nodeWarnings = [];
  process.on('warning', (warning) => {
    shared.nodeWarnings!.push(warning.stack ?? String(warning));
  });
}
const warnings = shared.nodeWarnings;

async function failOnWarnings(): Promise<void> {
  // Node emits a warning in a later turn of the event loop than the one that causes it.
  await new Promise((resolve) => setImmediate(resolve));
  if (warnings.length > 0) throw new Error(`Node warned:\n${warnings.splice(0).join('\n')}`);
}

afterEach(failOnWarnings);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

afterAll(async () => {
  collectGarbage();
  await failOnWarnings();
});
