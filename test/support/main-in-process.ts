import { vi } from 'vitest';

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

let runs = 0;

/**
 * Runs the command line's main file in this process, which saves the start of a process: for arguments that are
 * refused or answered before anything else starts. Without the last newline, as `tserini` of cli.ts gives its output.
 */
export async function mainInProcess(args: readonly string[]): Promise<Finished> {
  const { argv, exitCode } = process;
  const emitter: NodeJS.EventEmitter = process;
  const events = ['SIGINT', 'SIGTERM', 'uncaughtException'];
  const before = events.map((event) => emitter.listeners(event));
  const atErrors = process.stdout.listeners('error');
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += text;
      return true;
    }),
  );
  process.argv = [...argv.slice(0, 2), ...args];
  try {
    // The query makes it a module of its own, which runs anew; what it imports stays loaded.
    await import(/* @vite-ignore */ `../../dist/cli/main.js?run=${++runs}`);
    const { stdout, stderr } = written;
    return { exitCode: Number(process.exitCode), stdout: stdout.trimEnd(), stderr: stderr.trimEnd() };
  } finally {
    process.argv = argv;
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
    for (const [i, event] of events.entries()) {
      for (const listener of emitter.listeners(event)) {
        if (!before[i]!.includes(listener)) emitter.off(event, listener as () => void);
      }
    }
    for (const listener of process.stdout.listeners('error')) {
      if (!atErrors.includes(listener)) process.stdout.off('error', listener as () => void);
    }
  }
}
