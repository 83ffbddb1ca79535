import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { expect, it } from 'vitest';

// The rules of src and java/main that CONTRIBUTING.md states: which folder may import which.

const root = join(import.meta.dirname, '..');

/** Every file below a folder of the project, as a path with `/` that is relative to that folder. */
function filesOf(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => String(name).replaceAll(sep, '/'))
    .filter((name) => ending.test(name))
    .sort();
}

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

/** The source files of the library and the command line; the page is a program of its own. */
const sources = new Map(
  filesOf('src', /\.ts$/)
    .filter((path) => !path.startsWith('web/'))
    .map((path) => [path, read('src', path)]),
);

/** What each file imports of this project; types, and what is imported later, count too. */
const imports = new Map(
  [...sources].map(([path, text]) => {
    const targets = text.matchAll(/(?:\bfrom|\bimport\(|^import)\s*'(\.[^']+)\.js'/gm);
    return [path, Array.from(targets, ([, target]) => `${posix.join(dirname(path), target!)}.ts`)];
  }),
);

const roomOf = (path: string) => path.split('/')[0]!;

/** The imports from one room that lead to others. @param allowed whether an import may */
function strayImports(room: string, allowed: (target: string) => boolean): string[] {
  return [...imports]
    .filter(([path]) => roomOf(path) === room)
    .flatMap(([path, targets]) =>
      targets.filter((target) => !allowed(target)).map((to) => `${path} → ${to}`),
    );
}

/** The files whose text matches. */
const filesWith = (pattern: RegExp) =>
  [...sources].filter(([, text]) => pattern.test(text)).map(([path]) => path);

/** The first circle of a graph that a walk meets, as a path; undefined where there is none. */
function circleOf(graph: ReadonlyMap<string, readonly string[]>): string | undefined {
  const finished = new Set<string>();
  const walk = (node: string, path: readonly string[]): string | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node].join(' → ');
    if (finished.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = walk(next, [...path, node]);
      if (circle) return circle;
    }
    finished.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = walk(node, []);
    if (circle) return circle;
  }
  return undefined;
}

it('sees a circle', () => {
  const graph = { a: ['b', 'c'], b: ['c'], c: ['d'], d: ['b'] };
  expect(circleOf(new Map(Object.entries(graph)))).toBe('b → c → d → b');
});

it('every import leads to a file', () => {
  const missing = [...imports].flatMap(([path, targets]) =>
    targets.filter((target) => !sources.has(target)).map((target) => `${path} → ${target}`),
  );
  expect(missing).toEqual([]);
});

it('the root of src holds the public names and nothing else', () => {
  expect([...sources.keys()].filter((path) => !path.includes('/'))).toEqual(['index.ts']);
  const statements = sources
    .get('index.ts')!
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    .split(';');
  expect(statements.filter((text) => text.trim() && !/^\s*export\b[\s\S]*\bfrom '/.test(text))).toEqual([]);
});

it('no files import each other in a circle', () => {
  expect(circleOf(imports)).toBeUndefined();
});

it('util imports nothing of another room', () => {
  expect(strayImports('util', (target) => roomOf(target) === 'util')).toEqual([]);
});

it('OpenSearch does without Lucene, and Lucene without OpenSearch', () => {
  expect(strayImports('opensearch', (target) => roomOf(target) !== 'lucene')).toEqual([]);
  expect(strayImports('lucene', (target) => roomOf(target) !== 'opensearch')).toEqual([]);
});

it('what is served knows no HTTP', () => {
  expect(strayImports('serving', (target) => roomOf(target) !== 'server')).toEqual([]);
  expect(filesWith(/from '(fastify|@fastify\/[\w-]+|node:http)'/).map(roomOf)).not.toContain('serving');
});

it('only the command line imports the command line', () => {
  const rooms = new Set([...sources.keys()].map(roomOf).filter((room) => room !== 'cli'));
  for (const room of rooms) expect(strayImports(room, (target) => roomOf(target) !== 'cli')).toEqual([]);
});

it.each([
  ['java-bridge', ['lucene/jvm/jvm.ts']],
  ['onnxruntime-node', ['model/runtime/onnx.ts']],
  ['@opensearch-project/opensearch', ['opensearch/cluster-error.ts', 'opensearch/cluster.ts']],
])('%s is imported in one place', (name, places) => {
  const found = filesWith(new RegExp(`(?:from|import\\()\\s*'${name}'`));
  expect(found).toEqual(places);
});

it('only main reads the arguments, and ends a process that is not one of its own', () => {
  // Each of these is the main file of a process that the program starts.
  const processes = ['cli/main.ts', 'doctor/probe.ts', 'model/runtime/worker.ts'];
  expect(filesWith(/\bprocess\.(argv|exit|exitCode)\b/)).toEqual(processes);
});

it('no packages of the shim import each other in a circle', () => {
  const home = 'java/main/io/tserini';
  const packages = new Map<string, string[]>();
  for (const path of filesOf(home, /\.java$/)) {
    const name = dirname(path);
    const text = read(home, path).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    const used = Array.from(text.matchAll(/\bio\.tserini\.(\w+)\./g), ([, other]) => other!);
    packages.set(name, [...(packages.get(name) ?? []), ...used.filter((other) => other !== name)]);
  }
  expect(packages.size).toBeGreaterThan(1);
  expect(circleOf(packages)).toBeUndefined();
});

it('CONTRIBUTING.md names every room, and no room that is not there', () => {
  const contributing = read('CONTRIBUTING.md');
  const rooms = [...new Set([...sources.keys()].filter((path) => path.includes('/')).map(roomOf)), 'web'];
  for (const room of rooms) expect(contributing, room).toContain(`\`${room}`);
  const named = contributing.matchAll(
    /`((?:src|java|test|scripts|bench|docs|examples|models|gradle)\/[\w./-]+)`/g,
  );
  const missing = Array.from(named, ([, path]) => path!).filter((path) => {
    try {
      readdirSync(join(root, dirname(path)));
      return !readdirSync(join(root, dirname(path))).includes(path.replace(/\/$/, '').split('/').at(-1)!);
    } catch {
      return true;
    }
  });
  expect(missing).toEqual([]);
});
