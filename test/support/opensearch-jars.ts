import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findJava, javaCandidates } from '#tserini/lucene/java-home.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'build/opensearch');
const madeFrom = [
  'build.gradle',
  'gradle/checksums.txt',
  'java/opensearch-test/io/tserini/cluster/TestNode.java',
];

/** Whether the jars are there, the one of our own newer than what it is made from. */
function areMade(): boolean {
  const own = existsSync(folder)
    ? readdirSync(folder).find((name) => name.startsWith('tserini-test-node'))
    : undefined;
  if (own === undefined) return false;
  const made = statSync(join(folder, own)).mtimeMs;
  return madeFrom.every((path) => statSync(join(root, path)).mtimeMs < made);
}

async function make(): Promise<string> {
  const { runGradle } = await import(new URL('../../scripts/gradle.mjs', import.meta.url).href);
  try {
    const result = await runGradle(root, ['opensearchJars'], {
      java: findJava('compiler'),
      candidates: javaCandidates,
      log: () => {},
    });
    return result.failed ? String(result.all) : '';
  } catch (error) {
    return (error as Error).message;
  }
}

const failure = areMade() ? '' : await make();

/** The class path of a real OpenSearch; undefined where its jars are not there and cannot be resolved. */
export const opensearchClassPath = failure === '' ? join(folder, '*') : undefined;

/** What a test that needs a cluster says where it is skipped. */
export const needsOpensearch =
  failure === ''
    ? ''
    : ` (skipped: OpenSearch's jars are not in build/opensearch, task opensearchJars: ${failure.trim().split('\n').at(-1)})`;
