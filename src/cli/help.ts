import yargs, { type Argv, type Options } from 'yargs';
import type { Command, OptionTable } from './command.js';

const configOption: OptionTable = {
  config: { type: 'string', describe: 'YAML file with flags by command; typed flags override it' },
};

const globalOptions: OptionTable = {
  verbose: { type: 'boolean', describe: 'Print the chain of causes of an error' },
  help: { type: 'boolean', alias: 'h', describe: 'Print this help' },
};

function tableOf(options: OptionTable): Argv {
  const table: Record<string, Options> = {};
  for (const [name, entry] of Object.entries(options)) {
    const { repeats: _, neverCut: __, instead: ___, unless, ...option } = entry;
    table[name] = unless === undefined ? option : { ...option, demandOption: false };
  }
  return yargs().help(false).version(false).exitProcess(false).options(table);
}

/** The help text of one command. */
export async function helpFor(name: string, describe: string, command: Command): Promise<string> {
  const sections = Object.entries(command.sections ?? {});
  const words = sections.length > 0 ? sections.map(([section]) => `${section} [flags]`).join(' ') : '[flags]';
  const width = Math.min(process.stdout.columns ?? 100, 110);
  const own = command.options ?? {};
  const everywhere = { ...(command.rawArguments ? {} : configOption), ...globalOptions };
  const flags = tableOf({ ...own, ...everywhere })
    .scriptName('tserini')
    .usage(`tserini ${name} ${words}${command.positional ? ` ${command.positional}` : ''}\n\n${describe}`)
    .group(Object.keys(own), 'Flags:')
    .group(Object.keys(everywhere), 'Flags of every command:')
    .wrap(width);
  let text = await flags.getHelp();
  for (const [section, options] of sections) {
    const help = await tableOf(options)
      .usage('')
      .group(Object.keys(options), `${section}:`)
      .wrap(width)
      .getHelp();
    text += `\n\n${help.trim()}`;
  }
  if (command.examples.length > 0) {
    const lines = command.examples.map(([line, what]) => `  # ${what}\n  tserini ${line}`);
    text += `\n\nExamples:\n${lines.join('\n\n')}`;
  }
  return command.epilogue ? `${text}\n\n${command.epilogue}` : text;
}
