import { findJava, type JavaCandidate, javaCandidates } from '../lucene/jvm/java-home.js';
import { findJars } from '../lucene/jvm/jvm.js';
import { startupArchive } from '../lucene/jvm/startup-archive.js';
import { javaVersion, luceneVersion } from '../lucene/jvm/versions.js';
import { installCommand } from '../model/runtime/onnx-package.js';
import { TseriniError } from '../util/errors.js';
import type { Check } from './check.js';
import { tryRuntime } from './try-runtime.js';

const oldestNode = [20, 19] as const;

export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return {
    name: 'Node.js',
    ok,
    needed: true,
    found: `${version}, ${process.platform} ${process.arch}`,
    remedy: ok ? undefined : `install ${oldestNode.join('.')} or newer: https://nodejs.org`,
  };
}

const attempt = <T>(work: () => T): T | TseriniError => {
  try {
    return work();
  } catch (error) {
    if (error instanceof TseriniError) return error;
    throw error;
  }
};

export function checkJava(): Check {
  const java = attempt(() => findJava());
  const chosen = java instanceof TseriniError ? undefined : java.home;
  const line = ({ path, refused }: JavaCandidate) =>
    `${path}: ${refused ?? `Java ${javaVersion(path)}${path === chosen ? ', taken' : ''}`}`;
  const base = { name: 'Java', needed: true, details: javaCandidates().map(line) };
  if (java instanceof TseriniError) {
    return {
      ...base,
      ok: false,
      found: 'none that is 21 or newer',
      remedy:
        '"npx tserini java --install" fetches one; or install one (https://adoptium.net, or your package manager) or set JAVA_HOME',
    };
  }
  return { ...base, ok: true, found: `${javaVersion(java.home)}, ${java.compiler ? 'a JDK' : 'a JRE'}` };
}

export function checkLucene(): Check {
  const version = attempt(luceneVersion);
  const ok = typeof version === 'string';
  return {
    name: 'Lucene',
    ok,
    needed: true,
    found: ok ? version : 'its libraries are missing',
    // Lucene itself warns about the missing module.
    details: ["Java's vector module is not used: it speeds up dense vectors, not postings"],
    remedy: ok ? undefined : 'npm run setup in a clone; else install the package again',
  };
}

export async function checkJvm(signal?: AbortSignal): Promise<Check> {
  const { ok, says } = await tryRuntime('jvm', signal);
  const options = process.env.TSERINI_JVM_OPTS;
  return {
    name: 'JVM',
    ok,
    needed: true,
    found: says,
    details: options ? [`TSERINI_JVM_OPTS=${options}`] : undefined,
    remedy: ok
      ? undefined
      : options
        ? 'try without TSERINI_JVM_OPTS'
        : 'fix Java and Lucene first, as shown above',
  };
}

/** The archive makes a JVM start faster; it is optional. */
export function checkStartupArchive(): Check {
  const archive = attempt(() => startupArchive(findJava(), findJars()));
  const base = { name: 'Start-up archive', needed: false };
  if (archive instanceof TseriniError) return { ...base, ok: false, found: 'none without Java and Lucene' };
  if (archive.exists) return { ...base, ok: true, found: archive.path };
  const remedy = 'the next command that starts a JVM writes it, unless CI is set';
  return { ...base, ok: false, found: 'not written yet', remedy };
}

export async function checkOnnxRuntime(signal?: AbortSignal): Promise<Check> {
  const { ok, says } = await tryRuntime('onnx', signal);
  return {
    name: 'ONNX Runtime',
    ok,
    needed: true,
    found: says,
    remedy: ok ? undefined : installCommand(),
  };
}
