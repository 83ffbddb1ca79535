// The counts of src that many processes wrote, made one for each file. They hold for the very file that was run: of one
// that was built anew since, they are dropped, and it stands as what nothing ran until it is run again.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.resolve('@vitest/coverage-v8'));
const { mergeProcessCovs } = require('@bcoe/v8-coverage');

/** So many processes' counts lie in memory at a time. */
const batch = 32;

/** The scripts that count, with the SHA-256 of each: all of dist but what runs in a browser. */
export function builtScripts(dist) {
  const names = readdirSync(dist, { recursive: true }).filter(
    (name) => name.endsWith('.js') && !name.startsWith('web'),
  );
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(dist, name)))
        .digest('hex'),
    ]),
  );
}

/** What Node wrote of one process; nothing of one that was killed as it wrote. */
function readRaw(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).result;
  } catch (e) {
    if (e instanceof SyntaxError) return [];
    throw e;
  }
}

const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});

/**
 * Joins what lies in `raw`, of the scripts that `startedWith` names, to the counts of earlier runs, and empties `raw`.
 * @param others files of counts like `counted`, that other clones took
 * @returns the counts of each script that is still as it was when they were taken, by its name in dist
 */
export function gatherCounts({ dist, raw, counted, startedWith }, others = []) {
  mkdirSync(raw, { recursive: true });
  const built = builtScripts(dist);
  const started = readJson(startedWith);
  const url = (name) => pathToFileURL(join(dist, name)).href;
  const known = new Map(Object.keys(built).map((name) => [url(name), name]));
  const isSame = ({ url }) => known.has(url) && started[known.get(url)] === built[known.get(url)];
  const earlier = [counted, ...others].map((path) => {
    const same = Object.entries(readJson(path)).filter(([name, { sha256 }]) => built[name] === sha256);
    return { result: same.map(([name, { functions }]) => ({ scriptId: '0', url: url(name), functions })) };
  });
  let merged = mergeProcessCovs(earlier);
  const files = readdirSync(raw).map((name) => join(raw, name));
  for (let i = 0; i < files.length; i += batch) {
    const some = files.slice(i, i + batch).map((path) => ({ result: readRaw(path).filter(isSame) }));
    merged = mergeProcessCovs([merged, ...some]);
  }
  const counts = Object.fromEntries(
    merged.result.map((script) => {
      const name = known.get(script.url);
      return [name, { sha256: built[name], functions: script.functions }];
    }),
  );
  writeFileSync(counted, JSON.stringify(counts));
  for (const path of files) rmSync(path);
  return new Map(
    Object.entries(counts).map(([name, { functions }]) => [name, { url: url(name), functions }]),
  );
}
