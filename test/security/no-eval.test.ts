import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function filesOf(folders: readonly string[], pattern: RegExp): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => pattern.test(name))
      .map((name) => join(folder, name)),
  );
}

/** Ways from a text to a program: of JavaScript, or of a shell. */
const evaluating = new Set(['eval', 'Function', 'execScript']);
const shells = new Set(['exec', 'execSync', 'execaCommand', 'execaCommandSync', '$', 'execaNode$']);
const shellNames = /^(?:\/bin\/)?(?:sh|bash|zsh|dash|cmd|cmd\.exe|powershell|pwsh)$/;

/** @returns what a file does that no file may, as `file:line: what` */
function offences(path: string, source: string): string[] {
  const kind = path.endsWith('.tsx')
    ? ts.ScriptKind.TSX
    : path.endsWith('.ts')
      ? ts.ScriptKind.TS
      : ts.ScriptKind.JS;
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, kind);
  const found: string[] = [];
  const blame = (node: ts.Node, what: string) => {
    found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const { expression } = node;
      if (ts.isIdentifier(expression) && evaluating.has(expression.text)) blame(node, expression.text);
      const timer = ts.isIdentifier(expression) && /^set(?:Timeout|Interval)$/.test(expression.text);
      const [first, second] = node.arguments ?? [];
      if (timer && first && ts.isStringLiteralLike(first)) blame(node, 'a timer with a text');
      const startsShell = first && ts.isStringLiteralLike(first) && shellNames.test(first.text);
      // A script for a shell may be run by its name; a command line may not.
      const givesLine =
        second &&
        ts.isArrayLiteralExpression(second) &&
        second.elements.some((element) => ts.isStringLiteralLike(element) && element.text === '-c');
      if (startsShell && givesLine) blame(node, 'a command line for a shell');
    }
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const from = node.moduleSpecifier.text;
      if (/^(?:node:)?vm$/.test(from)) blame(node, 'node:vm');
      const names = node.importClause?.namedBindings;
      if (/child_process$|^execa$/.test(from) && names) {
        if (ts.isNamespaceImport(names)) blame(node, `all of ${from}`);
        else {
          for (const { name, propertyName } of names.elements) {
            if (shells.has((propertyName ?? name).text)) blame(node, (propertyName ?? name).text);
          }
        }
      }
    }
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'shell') blame(node, 'the option shell');
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

it('no text becomes a program, and no command goes through a shell, in src and scripts', () => {
  const files = filesOf(['src', 'scripts', 'bench'], /\.(?:tsx?|mjs|js)$/).filter(
    (path) => !path.endsWith('.d.ts'),
  );
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap((path) => offences(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
});

it('finds what it looks for', () => {
  const source = `
    import { exec } from 'node:child_process';
    import { execaCommand as run } from 'execa';
    import vm from 'node:vm';
    eval('1');
    new Function('return 1');
    setTimeout('1', 2);
    spawn('ls', [], { shell: true });
    execa('sh', ['-c', line]);
    /a/.exec('a');
  `;
  expect(offences('x.ts', source).map((line) => line.split(': ')[0])).toEqual(
    [2, 3, 4, 5, 6, 7, 8, 9].map((line) => `x.ts:${line}`),
  );
});

it('the shim starts no process, loads no class by a name from outside, and reads no Java object', () => {
  const forbidden =
    /Runtime\.getRuntime\(\)\.exec|ProcessBuilder|ObjectInputStream|Class\.forName|ScriptEngine|URLClassLoader|defineClass/;
  const files = filesOf(['java/main'], /\.java$/);
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((path) => forbidden.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});
