import { dashed, type OptionTable } from './command.js';

/**
 * Writes out the flags that are cut short, `--batch 32` for `--batch-size 32`, as argparse does. A flag's full name is that
 * flag, also where others begin with it; a name that nothing begins with stays as it is.
 * @param ambiguous makes the error for a name that several flags begin with
 */
export function expandPrefixes(
  args: readonly string[],
  options: OptionTable,
  ambiguous: (message: string) => Error,
): string[] {
  const end = args.indexOf('--');
  return args.map((arg, at) => {
    const [, name, rest = ''] = /^--([^=]+)(=.*)?$/s.exec(arg) ?? [];
    if (name === undefined || (end >= 0 && at > end)) return arg;
    const found = flagsBeginning(name, options);
    if (found.length > 1) throw ambiguous(`--${name} could be ${found.map(dashed).join(' or ')}`);
    return found[0] === undefined ? arg : `--${found[0]}${rest}`;
  });
}

function flagsBeginning(name: string, options: OptionTable): readonly string[] {
  const names = Object.entries(options).map(([own, { alias = [], neverCut }]) => ({
    // A letter is an alias with one dash.
    all: [own, ...[alias].flat().filter((other) => other.length > 1)],
    neverCut,
  }));
  if (names.some(({ all }) => all.includes(name))) return [name];
  return names
    .filter(({ neverCut }) => !neverCut)
    .flatMap(({ all }) => all.filter((one) => one.startsWith(name)).slice(0, 1));
}
