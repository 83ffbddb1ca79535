import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { findJava, javaCandidates } from '#tserini/lucene/jvm/java-home.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const jarFolder = join(root, 'build/anserini');
function findJar(): string | undefined {
  const names = existsSync(jarFolder) ? readdirSync(jarFolder) : [];
  const name = names.find((candidate) => candidate.endsWith('-fatjar.jar'));
  return name === undefined ? undefined : join(jarFolder, name);
}

async function fetchJar(): Promise<void> {
  const { runGradle } = await import(new URL('../../scripts/gradle.mjs', import.meta.url).href);
  await runGradle(root, ['anseriniJar'], {
    java: findJava('compiler'),
    candidates: javaCandidates,
    log: () => {},
  }).catch(() => {});
}

if (!findJar()) await fetchJar();

/** Anserini's jar; undefined where it is not there and cannot be fetched. */
export const anseriniJar = findJar();

/** What a test that needs Anserini says where it is skipped. */
export const needsAnserini = anseriniJar
  ? ''
  : ' (skipped: Anserini is not in build/anserini: task anseriniJar)';

/** Whether to run all comparisons, which take minutes, or the part that the suite has time for. */
export const wholeInterop = process.env.TSERINI_INTEROP === 'full';

/** A line of AnseriniOracle's file of jobs. */
export type AnseriniJob = readonly [command: 'index' | 'search' | 'impact' | 'postings', ...parts: string[]];

/** Runs Anserini's own commands, all in one JVM. */
export function runAnserini(folder: string, jobs: readonly AnseriniJob[]): Promise<void> {
  return runOracle('AnseriniOracle', folder, jobs);
}

/** A program on a small collection ends before C2's work, and threads for the garbage, pay back. */
const shortRun = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/**
 * Runs one of the programs beside the interop tests on Anserini's classes.
 * @param jobs the lines of its file of jobs
 */
export async function runOracle(
  program: 'AnseriniOracle' | 'TextOracle',
  folder: string,
  jobs: readonly (readonly string[])[],
): Promise<void> {
  const file = join(folder, 'jobs');
  await writeFile(file, jobs.map((job) => `${job.join('\t')}\n`).join(''));
  const source = fileURLToPath(new URL(`../java-interop/${program}.java`, import.meta.url));
  const java = join(findJava('compiler').home, 'bin/java');
  await execa(java, [...shortRun, '-cp', anseriniJar!, source, file], { all: true });
}
