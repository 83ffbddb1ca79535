import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { execa } from 'execa';
import { publint } from 'publint';
import { beforeAll, expect, it } from 'vitest';
import { manifest, type Packed, pack } from '../support/pack.ts';
import { suiteFolder } from '../support/temp.ts';

// What npm would publish, looked at as a file.

const root = join(import.meta.dirname, '../..');
const folder = suiteFolder();
let packed: Packed;
let paths: readonly string[];

beforeAll(async () => {
  packed = await pack();
  paths = packed.files.map(({ path }) => path);
});

it('contains the program with its types, the jars, the model, the collection, the licenses and the pages', () => {
  const expected = [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'NOTICE',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cli/main.js',
    'dist/java/tserini.jar',
    'models/splade-tiny/model.safetensors',
    'models/splade-tiny/LICENSE',
    'examples/collection/corpus.jsonl',
    'examples/collection/qrels/test.tsv',
    'docs/guide.md',
  ];
  expect(paths).toEqual(expect.arrayContaining(expected));
  const build = readFileSync(join(root, 'build.gradle'), 'utf8');
  const jars = Array.from(
    build.matchAll(/^ +implementation '[^:]+:([^:]+):([^:]+)'$/gm),
    ([, name, version]) => `dist/java/${name}-${version}.jar`,
  );
  expect(paths.filter((path) => path.startsWith('dist/java/')).sort()).toEqual(
    [...jars, 'dist/java/tserini.jar'].sort(),
  );
});

it('contains the page of the server, and the licenses of its dependencies', () => {
  expect(paths).toContain('dist/web/index.html');
  const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  const license = readFileSync(join(root, 'node_modules/preact/LICENSE'), 'utf8');
  const terms = license.slice(license.indexOf('Permission is hereby granted'));
  expect(words(readFileSync(join(root, 'NOTICE'), 'utf8'))).toContain(words(terms));
});

it('contains no output of deleted sources, no tests and no sources', () => {
  const built = paths.filter((path) => /^dist\/(?!web\/|java\/)/.test(path));
  const sources = new Set(
    built.map((path) => path.replace(/^dist/, 'src').replace(/(\.d\.ts|\.js|\.js\.map)$/, '.ts')),
  );
  expect([...sources].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(
    paths.filter((path) => /^(src|test|java|scripts|build|node_modules|docs\/pictures)\//.test(path)),
  ).toEqual([]);
});

it('has every file that its README links to', () => {
  const links = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g);
  const missing = Array.from(links, ([, target]) => posix.normalize(target!)).filter(
    (target) => !paths.some((path) => path === target || (target.endsWith('/') && path.startsWith(target))),
  );
  expect(missing).toEqual([]);
});

it('has about the size that docs/install.md states', () => {
  const page = readFileSync(join(root, 'docs/install.md'), 'utf8').replaceAll(/\s+/g, ' ');
  const stated = /tarball of (\d+) MB, (\d+) MB unpacked/.exec(page)?.slice(1).map(Number) ?? [];
  expect(stated).toHaveLength(2);
  expect(Math.abs(stated[0]! - packed.size / 1e6)).toBeLessThan(2);
  expect(Math.abs(stated[1]! - packed.unpackedSize / 1e6)).toBeLessThan(2);
});

it('is listed by a dry run, which writes nothing', async () => {
  const clone = join(folder(), 'clone');
  mkdirSync(clone);
  const names = ['package-lock.json', 'package.json', 'scripts'];
  for (const name of names) cpSync(join(root, name), join(clone, name), { recursive: true });
  const { stderr } = await execa('npm', ['pack', '--dry-run'], { cwd: clone });
  expect(stderr).toContain('setup: dry run: nothing is built');
  expect(readdirSync(clone).sort()).toEqual(names);
});

it('has a changelog entry for its version', () => {
  const { version } = manifest();
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  expect(changelog).toMatch(
    new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'),
  );
});

it('passes publint', async () => {
  const bytes = readFileSync(packed.tarball);
  const tarball = new Uint8Array(bytes).buffer;
  const { messages } = await publint({ pack: { tarball }, level: 'suggestion', strict: true });
  expect(messages).toEqual([]);
});

it('has types for every resolution that can import ES modules, by are-the-types-wrong', async () => {
  const analysis = await checkPackage(
    createPackageFromTarballData(new Uint8Array(readFileSync(packed.tarball))),
  );
  if (!analysis.types) throw new Error('the package has no types');
  expect(analysis.types.kind).toBe('included');
  // CommonJS, which Node 20 imports ES modules from with `await import`, is not what the package is for.
  const commonJs = ['node10', 'node16-cjs'];
  const problems = analysis.problems.filter(
    (problem) => !('resolutionKind' in problem && commonJs.includes(problem.resolutionKind)),
  );
  expect(problems).toEqual([]);
});
