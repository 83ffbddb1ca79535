import { createInterface } from 'node:readline';
import { onAbort } from '../util/abort.js';

/**
 * The lines of standard input that hold a query, one at a time: of a terminal with a prompt, which has the keys of line
 * editing and the queries before, and which Ctrl-C and Ctrl-D end; else of a file or another program.
 */
export async function* queryLines(signal: AbortSignal): AsyncGenerator<string> {
  // An interface that is closed before it is iterated never ends.
  if (signal.aborted) return;
  const { stdin: input, stderr: output } = process;
  const terminal = isPrompt();
  const lines = createInterface(terminal ? { input, output, terminal, prompt: 'query> ' } : { input });
  using _ = onAbort(signal, () => lines.close());
  try {
    if (terminal) lines.prompt();
    for await (const line of lines) {
      const query = line.trim();
      if (query !== '') yield query;
      if (terminal && !signal.aborted) lines.prompt();
    }
    // The shell's own prompt begins a line.
    if (terminal) output.write('\n');
  } finally {
    lines.close();
  }
}

/** Whether somebody types the lines. */
export function isPrompt(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}
