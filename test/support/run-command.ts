import type { Command, Io } from '#tserini/cli/command.js';
import { commands } from '#tserini/cli/command-table.js';
import { parseFlags } from '#tserini/cli/parse.js';

/** Runs a command in this process, flags parsed as on the command line. What it throws is thrown. @param columns of a terminal */
export async function runCommand(
  name: string,
  command: Command,
  args: readonly string[],
  columns?: number,
): Promise<{ out: string; log: string[] }> {
  let out = '';
  const log: string[] = [];
  const io: Io = {
    out: async (text) => {
      out += text;
    },
    log: (message) => {
      log.push(message);
    },
    columns,
    signal: new AbortController().signal,
    progress: () => ({ update() {}, stop() {} }),
  };
  await command.run(parseFlags(name, command, args), io, commands);
  return { out, log };
}
