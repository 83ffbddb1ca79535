import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import ts from 'typescript';

// Inside the package, whose name the programs import.
const folder = join(import.meta.dirname, '../../build/programs');

/** Compiles a TypeScript program as a user's compiler does for Node 20. @returns the path of the JavaScript */
export function compileProgram(name: string, source: string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, outputText);
  return path;
}

/** Runs a TypeScript program in a process of its own. */
export function runProgram<T extends Options>(
  name: string,
  source: string,
  args: readonly string[],
  options: T,
) {
  return execa(process.execPath, [compileProgram(name, source), ...args], options);
}
