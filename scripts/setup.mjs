// Makes a fresh clone ready: installs the packages, compiles TypeScript to dist/ and the Java shim to
// dist/java/. Does only what is not done yet, so the second time takes a second.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, 'build/stamps');

const log = (message) => process.stderr.write(`setup: ${message}\n`);

function fail(message, details = '') {
  if (details) process.stderr.write(`${details}\n`);
  log(message);
  process.exit(1);
}

function filesUnder(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** A hash over names and contents: what a step was made from. */
function hashOf(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const file of paths.map((path) => join(root, path)).flatMap(filesUnder)) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Runs a step unless its result is there and was made from the same files. */
async function step(name, { from, result, title }, make) {
  const stamp = join(stamps, name);
  const hash = hashOf(from);
  if (existsSync(join(root, result)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const started = performance.now();
  log(`${title} …`);
  await make();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hash);
  log(`${title}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** npm by its script: on Windows `npm` is a batch file, which only a shell can run. */
function npm() {
  if (process.platform !== 'win32') return ['npm'];
  const beside = join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js');
  return [process.execPath, process.env.npm_execpath ?? beside];
}

function run(command, args, env = {}) {
  const [file, ...first] = command === 'npm' ? npm() : [command];
  const { status, error, stdout, stderr } = spawnSync(file, [...first, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (error) fail(`${command} did not start: ${error.message}`);
  if (status !== 0) fail(`${command} ${args.join(' ')} failed`, `${stdout}${stderr}`);
}

/** Removes compiled files whose source is gone: the compiler leaves them, and npm would publish them. */
function removeLeftOver() {
  const dist = join(root, 'dist');
  for (const file of existsSync(dist) ? filesUnder(dist) : []) {
    const name = relative(dist, file);
    if (/^(web|java)\b/.test(name) || !/\.(js|js\.map|d\.ts|json)$/.test(name)) continue;
    const source = name.replace(/(\.d\.ts|\.js|\.js\.map)$/, '.ts');
    if (!existsSync(join(root, 'src', source))) rmSync(file);
  }
}

// npm runs `prepack` in a dry run too, where nothing may be written: what is built already is listed.
if (process.env.npm_config_dry_run === 'true') {
  log('dry run: nothing is built');
  process.exit();
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node ${process.version} is too old: 20.19 or newer is needed`);

await step(
  'packages',
  { from: ['package.json', 'package-lock.json'], result: 'node_modules', title: 'installing npm packages' },
  // Its install script fetches CUDA libraries from outside the registry; the CPU binary is in the package.
  () =>
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { ONNXRUNTIME_NODE_INSTALL: 'skip' }),
);

await step(
  'typescript',
  {
    from: ['src', 'tsconfig.json', 'package-lock.json'],
    result: 'dist/index.js',
    title: 'compiling TypeScript',
  },
  () => {
    removeLeftOver();
    run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.']);
  },
);

await step(
  'page',
  {
    from: [
      'src/web',
      'src/server/schemas.ts',
      'src/serving/results.ts',
      'examples/collection/queries.jsonl',
      'package-lock.json',
    ],
    result: 'dist/web/index.html',
    title: 'building the page',
  },
  () => run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'src/web', '--logLevel=warn']),
);

await step(
  'java',
  {
    from: ['java', 'gradle', 'build.gradle', 'settings.gradle'],
    result: 'dist/java/tserini.jar',
    title: 'building the Java shim',
  },
  async () => {
    const { javaCandidates } = await import('../dist/lucene/jvm/java-home.js');
    const { findOrGetJdk } = await import('./jdk.mjs');
    const { runGradle } = await import('./gradle.mjs');
    try {
      const java = await findOrGetJdk(log);
      if (!java) return await (await import('./ecj.mjs')).buildWithoutJdk(root, log);
      const result = await runGradle(root, ['assemble'], { java, candidates: javaCandidates, log });
      if (result.failed) fail('the Java build failed', result.all);
    } catch (error) {
      fail(error.message);
    }
  },
);

const { findJava } = await import('../dist/lucene/jvm/java-home.js');
const { findJars } = await import('../dist/lucene/jvm/jvm.js');
const { startupArchive } = await import('../dist/lucene/jvm/startup-archive.js');
if (!startupArchive(findJava(), findJars()).exists) {
  log("writing the JVM's start-up archive …");
  // A JVM without one starts more slowly, but works.
  const { status } = spawnSync(process.execPath, ['scripts/startup-archive.mjs'], { cwd: root });
  if (status !== 0) log("the JVM's start-up archive could not be written");
}
