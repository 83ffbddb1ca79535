import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from 'tserini';
import { expect, it } from 'vitest';
import { commands } from '#tserini/cli/command-table.js';

// What docs/troubleshooting.md and docs/migration.md quote is in the code.

const root = join(import.meta.dirname, '../..');
const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');

/** The cells of the tables in a text, without their heads. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line, i, lines) => line.startsWith('| `') && !lines[i + 1]!.startsWith('|--'))
    .map((line) => line.split('|').slice(1, -1));
}

const quoted = (cell: string) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code]) => code!);

function sourcesIn(folder: string, ending: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');
}

/** Sources with their messages as a reader sees them: parts of a text joined, values as `…`. */
function messages(): string {
  return `${sourcesIn('src', '.ts')}\n${sourcesIn('java/main', '.java')}`
    .replaceAll(/['`"]\s*\n?\s*\+\s*\n?\s*['`"]/g, '')
    .replaceAll(/\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\}/g, '…')
    .replaceAll(/" \+ [\w.()]+ \+ "/g, '…')
    .replaceAll(/" \+ [\w.()]+/g, '…');
}

it('has a section for each code of an error, and quotes messages that exist', () => {
  const text = page('troubleshooting.md');
  const declared = /export type ErrorCode =([^;]+);/.exec(
    readFileSync(join(root, 'src/util/errors.ts'), 'utf8'),
  )![1]!;
  const codes = Array.from(declared.matchAll(/'([A-Z_]+)'/g), ([, code]) => code!);
  expect(Array.from(text.matchAll(/^## ([A-Z_]+): /gm), ([, code]) => code).sort()).toEqual(codes.sort());
  const known = messages();
  const unknown = rows(text)
    .map(([message]) => quoted(message!)[0]!)
    // The end of a message is often made elsewhere.
    .filter((message) => !known.includes(message.replace(/(?:: )?…$/, '')));
  expect(unknown).toEqual([]);
});

it('names commands that exist', () => {
  const [, counterparts, others] = page('migration.md').split(/^## /m);
  const named = [
    ...rows(counterparts!).map(([, ours]) => quoted(ours!)[0]!),
    ...quoted(others!.replaceAll(/\n/g, ' ')),
  ];
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter((name) => !Object.hasOwn(commands, name))).toEqual([]);
});

it('names in README.md commands that exist', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const table = readme.split(/^## Which command/m)[1]!.split(/^`/m)[0]!;
  const named = quoted(table);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !Object.hasOwn(commands, name))).toEqual([]);
});

it('names classes, methods and functions that exist', () => {
  const exported: Record<string, unknown> = library;
  const members = new Set(
    Object.values(library).flatMap((one) =>
      typeof one === 'function' && one.prototype
        ? [...Object.getOwnPropertyNames(one), ...inherited(one.prototype)]
        : [],
    ),
  );
  const cells = rows(page('migration.md').split(/^## Classes/m)[1]!).map(([, ours]) => ours!);
  const identifiers = cells.flatMap((cell) =>
    quoted(cell).flatMap((code) => code.replaceAll(/'[^']*'|\{[^}]*\}/g, '').match(/[a-zA-Z]\w+/g) ?? []),
  );
  const words = ['await', 'index', 'searcher', 'queries', 'qids', 'runs'];
  const unknown = identifiers.filter(
    (name) => !(name in exported || members.has(name) || words.includes(name)),
  );
  expect(unknown).toEqual([]);
});

function inherited(prototype: object): string[] {
  if (prototype === Object.prototype) return [];
  return [...Object.getOwnPropertyNames(prototype), ...inherited(Object.getPrototypeOf(prototype))];
}
