import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findJava, javaCandidates } from '#tserini/lucene/jvm/java-home.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'build/opensearch');
const stamps = join(root, 'build/stamps');
const stamp = join(stamps, 'opensearch');

/** A hash over what the jars are chosen and made by. */
function hashOfSources(): string {
  const build = readFileSync(join(root, 'build.gradle'), 'utf8');
  const hash = createHash('sha256');
  // Of the build, the lines that speak of this part.
  hash.update(build.match(/^.*opensearch.*$/gim)!.join('\n'));
  for (const path of ['gradle/checksums.txt', 'java/opensearch-test/io/tserini/cluster/TestNode.java']) {
    hash.update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

function areMade(): boolean {
  return existsSync(folder) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfSources();
}

async function make(): Promise<string> {
  const { runGradle } = await import(new URL('../../scripts/gradle.mjs', import.meta.url).href);
  try {
    const result = await runGradle(root, ['opensearchJars'], {
      java: findJava('compiler'),
      candidates: javaCandidates,
      log: () => {},
    });
    if (result.failed) return String(result.all);
    mkdirSync(stamps, { recursive: true });
    writeFileSync(stamp, hashOfSources());
    return '';
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
