#!/usr/bin/env node
import { startup } from '../lucene/jvm/startup.js';
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import type { Io } from './command.js';
import { commands } from './command-table.js';
import { fetchJavaOptions, mayFetchJava } from './java-fetching.js';

// The only file that touches argv, the standard streams, signals and the exit code.

const exitCodes = { success: 0, failure: 1, usage: 2 };

/** As shells report a process that a signal ended: 128 and the signal's number. */
const signalCodes: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 130, SIGTERM: 143 };

/** How long a command may take to end after a signal, in milliseconds, before the process ends without it. */
const gracePeriod = 1900;
/** Milliseconds that native calls have to end after a stopped command has reported. */
const lastCallPeriod = 700;

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { describe }]) => `  ${name.padEnd(width)}  ${describe}`,
  );
  return [
    'tserini <command> [flags]',
    '',
    "Learned sparse retrieval on the real Lucene. Pyserini's commands and flags, without Python.",
    '',
    'Commands:',
    ...lines,
    '',
    'tserini <command> --help shows the flags of a command, with examples.',
  ].join('\n');
}

let stoppedBy: NodeJS.Signals | undefined;
/** Reports and ends for a stopped command that does not. */
let grace: NodeJS.Timeout | undefined;
/** Whether the command, once stopped, may take its time to answer the requests that it has accepted. */
let drains = false;
/** Whether the command has done its work. */
let isDone = false;

/** Ends the process at once. `process.exit` would wait for system calls that block, such as opening a pipe. */
function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function createIo(progress: () => Io['progress']): Io {
  const interrupt = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppedBy) return endBy(signal);
    stoppedBy = signal;
    const error = new TseriniError('INTERRUPTED', `stopped by ${signal}`);
    interrupt.abort(error);
    if (drains || isDone) return;
    // Output files have temporary names until they are complete, so an end at any moment corrupts none.
    const end = () => {
      report(error, false);
      endBy(signal);
    };
    grace = setTimeout(end, gracePeriod).unref();
  };
  for (const signal of Object.keys(signalCodes)) process.on(signal, onSignal);
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.success);
    throw error;
  });
  return {
    signal: interrupt.signal,
    columns: process.stdout.isTTY ? process.stdout.columns || 80 : undefined,
    out: async (text) => {
      if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    },
    log: (message) => {
      process.stderr.write(`${message}\n`);
    },
    progress: (title, unit, total) => progress()(title, unit, total),
  };
}

/** Prints an error in one line, with its causes if `verbose`, and returns the exit status. */
function report(error: unknown, verbose: boolean): number {
  const message = error instanceof Error ? error.message : String(error);
  // What an abort makes of a call to Node itself.
  const aborted = stoppedBy !== undefined && error instanceof Error && error.name === 'AbortError';
  const known = error instanceof TseriniError;
  const hint = verbose ? '' : ' (run again with --verbose to see where)';
  const line = known ? message : aborted ? `stopped by ${stoppedBy}` : `internal error: ${message}${hint}`;
  process.stderr.write(`tserini: ${line}\n`);
  if (verbose) {
    for (let cause: unknown = error; cause; cause = cause instanceof Error ? cause.cause : undefined) {
      process.stderr.write(`${cause instanceof Error ? cause.stack : cause}\n`);
    }
  }
  if (stoppedBy && (aborted || (known && error.code === 'INTERRUPTED'))) return signalCodes[stoppedBy]!;
  return known && error.code === 'USAGE' ? exitCodes.usage : exitCodes.failure;
}

async function main(argv: readonly string[]): Promise<number> {
  const verbose = argv.includes('--verbose');
  const args = argv.filter((arg) => arg !== '--verbose');
  let progress: Io['progress'];
  const io = createIo(() => progress);
  // Also a rejection that nothing handles, which Node makes one of these.
  process.on('uncaughtException', (error) => process.exit(report(error, verbose)));
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      await io.out(`${overview()}\n`);
      return name === undefined ? exitCodes.usage : exitCodes.success;
    }
    if (name === '--version') {
      const { versionText } = await import('./version.js');
      await io.out(`${await versionText()}\n`);
      return exitCodes.success;
    }
    const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!entry) {
      const hint = didYouMean(name, Object.keys(commands));
      throw new TseriniError('USAGE', `unknown command ${name}${hint} (see: tserini --help)`, {
        value: name,
      });
    }
    const { command } = await entry.load();
    // A command that parses its arguments itself handles `-h` with further arguments.
    const wantsHelp = rest.includes('--help') || rest.includes('-h');
    if (wantsHelp && !(command.rawArguments && rest.length > 1)) {
      const { helpFor } = await import('./help.js');
      await io.out(`${await helpFor(name, entry.describe, command)}\n`);
      return exitCodes.success;
    }
    progress = await (await import('./progress.js')).progressBars();
    drains = command.drains === true;
    const flags = command.rawArguments
      ? { _: rest }
      : await (await import('./parse.js')).parseFlagsAndConfig(name, command, rest, Object.keys(commands));
    // A server that stops has no second to spare, and a build machine no later commands.
    if (!drains && !process.env.CI) startup.archiveName = name;
    if (mayFetchJava()) startup.fetchJava = fetchJavaOptions(io);
    await command.run(flags, io, commands);
    // A signal from now on ends the process sooner, and takes nothing back.
    isDone = true;
    if (!stoppedBy) await startup.writeArchive?.(io.signal);
    return exitCodes.success;
  } catch (error) {
    return report(error, verbose);
  }
}

process.exitCode = await main(process.argv.slice(2));
clearTimeout(grace);
// A stopped call into Java, which a slow disk may hold up, keeps the process alive; a text that is being encoded ends soon.
// Not by process.exit: it crashes while ONNX Runtime computes on another thread.
if (stoppedBy) setTimeout(endBy, lastCallPeriod, stoppedBy).unref();
