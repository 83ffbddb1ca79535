import { vi } from 'vitest';

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  /** The working folder; Java has it too where the JVM starts in it. */
  readonly cwd?: string;
  /** What is added to the environment, as of the start of a process: not what the JVM starts with, if it runs. */
  readonly env?: Readonly<Record<string, string>>;
}

let runs = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the command line's main file in this process, which saves the start of a process and of its JVM: for what needs
 * neither standard input nor a signal, a terminal or an end of its own. The result is that of `tserini` of cli.ts.
 * Those that are called at once run one after another.
 */
export function mainInProcess(args: readonly string[], options: Options = {}): Promise<Finished> {
  const run = last.then(() => runMain(args, options));
  last = run.catch(() => {});
  return run;
}

const withoutLastNewline = (text: string) => text.replace(/\n$/, '');

async function runMain(args: readonly string[], { cwd, env }: Options): Promise<Finished> {
  const { argv, exitCode } = process;
  const folder = process.cwd();
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
  // Where CI is set, a command writes no start-up archive for the JVM.
  const changes = Object.entries({ CI: '1', ...env });
  const environment = changes.map(([name]) => [name, process.env[name]] as const);
  for (const [name, value] of changes) process.env[name] = value;
  if (cwd !== undefined) process.chdir(cwd);
  process.argv = [...argv.slice(0, 2), ...args];
  try {
    // The query makes it a module of its own, which runs anew; what it imports stays loaded.
    await import(/* @vite-ignore */ `../../dist/cli/main.js?run=${++runs}`);
    return {
      exitCode: Number(process.exitCode),
      stdout: withoutLastNewline(written.stdout),
      stderr: withoutLastNewline(written.stderr),
    };
  } finally {
    process.argv = argv;
    process.exitCode = exitCode;
    process.chdir(folder);
    for (const [name, value] of environment) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
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
