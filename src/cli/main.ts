#!/usr/bin/env node
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import type { Io } from './command.js';
import { commands } from './command-table.js';

// The only file that touches argv, the standard streams, signals and the exit code.

const exitCodes = { success: 0, failure: 1, usage: 2, interrupted: 130 };

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

function createIo(): Io {
  const interrupt = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
    interrupt.abort(new TseriniError('INTERRUPTED', `stopped by ${signal}`));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.success);
    throw error;
  });
  return {
    signal: interrupt.signal,
    out: async (text) => {
      if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    },
    log: (message) => {
      process.stderr.write(`${message}\n`);
    },
    progress: (title, unit, total) => bars(title, unit, total),
  };
}

let bars: Io['progress'];

function report(error: unknown, verbose: boolean): number {
  const known = error instanceof TseriniError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`tserini: ${known ? message : `internal error: ${message}`}\n`);
  if (verbose) {
    for (let cause: unknown = error; cause; cause = cause instanceof Error ? cause.cause : undefined) {
      process.stderr.write(`${cause instanceof Error ? cause.stack : cause}\n`);
    }
  } else if (!known) {
    process.stderr.write('tserini: run again with --verbose to see where\n');
  }
  if (known && error.code === 'USAGE') return exitCodes.usage;
  return known && error.code === 'INTERRUPTED' ? exitCodes.interrupted : exitCodes.failure;
}

async function main(argv: readonly string[]): Promise<number> {
  const verbose = argv.includes('--verbose');
  const args = argv.filter((arg) => arg !== '--verbose');
  const io = createIo();
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
    // A command that parses its own arguments answers `-h` itself where there is more to answer to.
    const wantsHelp = rest.includes('--help') || rest.includes('-h');
    if (wantsHelp && !(command.rawArguments && rest.length > 1)) {
      const { helpFor } = await import('./parse.js');
      await io.out(`${await helpFor(name, entry.describe, command)}\n`);
      return exitCodes.success;
    }
    bars = (await import('./progress.js')).createProgress;
    // The parser takes a third of a short command's time: a command that does without never loads it.
    const flags = command.rawArguments
      ? { _: rest }
      : await (await import('./parse.js')).parseFlagsAndConfig(name, command, rest, Object.keys(commands));
    await command.run(flags, io);
    await (await import('../lucene/jvm/startup-cache.js')).makeStartupCacheInBackground();
    return exitCodes.success;
  } catch (error) {
    return report(error, verbose);
  }
}

process.exitCode = await main(process.argv.slice(2));
