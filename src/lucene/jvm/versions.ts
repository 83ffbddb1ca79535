import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findJars } from './jvm.js';

/**
 * The version of Lucene that is used, by the name of its library: no JVM is started.
 * @throws TseriniError `JVM` where the libraries are not there
 */
export function luceneVersion(): string | undefined {
  const names = findJars().map((jar) => basename(jar));
  return names.map((name) => /^lucene-core-(.+)\.jar$/.exec(name)?.[1]).find((version) => version);
}

/** The full version of a Java, `25.0.3`, as its `release` file has it. */
export function javaVersion(home: string): string | undefined {
  try {
    return /^JAVA_VERSION="?([^"\n]+)/m.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
