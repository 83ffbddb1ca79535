import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, TseriniError } from '../../util/errors.js';
import { findOrFetchJava } from '../java/find-or-fetch-java.js';
import { connectCalls } from './call-socket.js';
import { Calls, outOfMemory, type StartedCall } from './calls.js';
import { startup } from './startup.js';
import { makeAotCache, startupArchive, writeStartupArchive } from './startup-archive.js';
import { inUtf8Locale } from './utf8-locale.js';

// The only file that imports java-bridge.
//
// A process has at most one JVM: it starts on first use, with the options of that moment, and cannot be stopped or
// started again. SIGINT and SIGTERM stay with Node (-Xrs).
//
// Every call runs on the event loop (java-bridge's methods with `Sync` behind the name), as an asynchronous one leaves
// some 400 bytes behind for good. So what may wait, such as a search, a refresh or the number of documents, is only
// started: the shim's method `startX` gives the work to one of Java's threads and returns the number of the call, and the
// result comes over a socket. `callJava(() => java.startXSync(…))` is its promise. Other methods are constructors of
// settings, setters, cancel(), counters of progress, and the analysis of a query. None of them opens a
// file, waits for a lock, or throws what is no bug: each takes microseconds. A call takes 2 µs; a character on the way to
// Java 2 ns, a byte 27 ns, an object 13 µs; an object on the way back, or a new one, 90 µs.

const jarFolder = fileURLToPath(new URL('../../java', import.meta.url));

const jvmOptions = [
  // Lucene maps its files with a native call.
  '--enable-native-access=ALL-UNNAMED',
  // Without this the JVM takes SIGINT and SIGTERM away from Node's handlers.
  '-Xrs',
  // The JVM writes its warnings, such as that of an archive that it cannot use, to standard output, among results.
  '-Xlog:disable',
  // Else it puts its counters into the system's temporary folder, for tools like jstat.
  '-XX:-UsePerfData',
];

type Bridge = typeof import('java-bridge').default;

let starting: Promise<Bridge> | undefined;
/** The working folder when the JVM started. */
let startFolder: string | undefined;
let running: Bridge | undefined;
let calls: Calls | undefined;

/** More options for the JVM, from TSERINI_JVM_OPTS, split at white space: `-Xmx4g -XX:+UseParallelGC`. */
function userOptions(): string[] {
  return (process.env.TSERINI_JVM_OPTS ?? '').split(/\s+/).filter((option) => option !== '');
}

/**
 * With two cores or fewer, Java's serial collector: G1, the JVM's choice for two, has threads of its own there that
 * indexing and searching wait for, and takes up to half as much memory again (200,000 documents: 620 to 710 MB
 * against 440). TSERINI_JVM_OPTS may name another.
 */
function prefersSerialCollector(): boolean {
  return availableParallelism() <= 2 && !userOptions().some((option) => /^-XX:[+-]Use\w*GC$/.test(option));
}

/** Whether the user chooses an archive of classes, or none: a JVM refuses to start with options of both kinds. */
function sharesClasses(): boolean {
  return userOptions().some((option) => /^-X(share:|X:.*(AOT|Archive))/.test(option));
}

let shortRun = false;

/**
 * Says that this process, whose JVM must not run yet, ends after one small job: Java's quick compiler alone
 * then does better than together with the optimizing one, whose work would not pay off.
 */
export function expectShortRun(): void {
  shortRun = true;
}

/** The heap that was asked for, as -Xmx has it. */
let heap: string | undefined;

/**
 * Sets the most memory that the JVM, which must not run yet, takes for its objects.
 * @param size a number with a unit, `500m` or `4g`
 * @throws TseriniError `USAGE`
 */
export function setHeap(size: string): void {
  if (!/^[1-9]\d*[kmg]$/i.test(size)) {
    throw new TseriniError(
      'USAGE',
      `the heap must be a number with a unit, such as 500m or 4g, not ${size}`,
      {
        value: size,
      },
    );
  }
  heap = size;
}

/** The shim and its libraries. */
export function findJars(): string[] {
  const jars = existsSync(jarFolder) ? readdirSync(jarFolder).filter((name) => name.endsWith('.jar')) : [];
  if (jars.length === 0) {
    throw new TseriniError('JVM', `no jars in ${jarFolder}: build them with "npm run setup"`);
  }
  return jars.map((name) => join(jarFolder, name));
}

async function start(): Promise<Bridge> {
  const java = await findOrFetchJava(startup.fetchJava);
  const jars = findJars();
  const settings = [`-Djava.class.path=${jars.join(delimiter)}`, ...jvmOptions];
  if (shortRun) settings.push('-XX:TieredStopAtLevel=1');
  if (prefersSerialCollector()) settings.push('-XX:+UseSerialGC');
  settings.push(...userOptions());
  if (heap) settings.push(`-Xmx${heap}`);
  const archive = startupArchive(java, jars, startup.archiveName);
  const options = [...settings, ...(sharesClasses() ? [] : archive.options)];
  const { default: bridge } = await import('java-bridge');
  try {
    startFolder = process.cwd();
    inUtf8Locale(() => bridge.ensureJvm({ libPath: java.libjvm, opts: options }));
  } catch (cause) {
    if (String(cause).includes('VM already created')) {
      throw new TseriniError(
        'JVM',
        'the JVM of this process runs in another thread: use Lucene in one thread',
        { cause },
      );
    }
    throw new TseriniError(
      'JVM',
      `the JVM of ${java.home} did not start${userOptions().length > 0 ? ' (with TSERINI_JVM_OPTS)' : ''}`,
      { cause, value: options },
    );
  }
  running = bridge;
  calls = await connect(bridge);
  if (!archive.exists && startup.archiveName !== undefined && !sharesClasses()) {
    startup.writeArchive = async (signal) => {
      const Archive = await javaClass<JavaArchive>('bridge.StartupArchive');
      await writeStartupArchive(archive, (path) =>
        archive.recording === undefined
          ? callJavaSync(() => Archive.writeSync(javaText(path)))
          : callJavaSync(() => Archive.endRecordingSync()) &&
            makeAotCache(java, settings, archive.recording, path, signal),
      );
    };
  }
  return bridge;
}

/** The shim's `StartupArchive`. */
interface JavaArchive {
  writeSync(path: string): boolean;
  endRecordingSync(): boolean;
}

/** The shim's `Calls`. */
interface JavaCalls {
  listenSync(path: string, secret: string): number;
  takeSync(call: number): unknown;
  cancelSync(call: number): void;
}

async function connect(bridge: Bridge): Promise<Calls> {
  const java = importOnce(bridge, 'io.tserini.bridge.Calls') as JavaCalls;
  const connecting = new Calls({
    take: (call) => java.takeSync(call),
    cancel: (call) => java.cancelSync(call),
  });
  try {
    const listen = (path: string, secret: string) => java.listenSync(javaText(path), secret);
    connecting.connected(await connectCalls(listen, (bytes) => connecting.receive(bytes)));
  } catch (cause) {
    throw new TseriniError(
      'JVM',
      `the JVM cannot be reached by a socket: neither in the folder for temporary files (${tmpdir()}) nor on 127.0.0.1`,
      { cause },
    );
  }
  return connecting;
}

const imported = new Map<string, unknown>();

/** java-bridge makes a new JavaScript class at every import, of some 40 KB, and keeps it. */
function importOnce(bridge: Bridge, name: string): unknown {
  let found = imported.get(name);
  if (!found) {
    found = bridge.importClass(name);
    imported.set(name, found);
  }
  return found;
}

/**
 * Gives a class of the shim, by its package and name in `io.tserini`, such as `search.ImpactSearcher`; starts the JVM
 * unless it runs.
 * @throws TseriniError `JVM`
 */
export async function javaClass<T>(name: string): Promise<T> {
  // What kept the JVM from starting, such as a download that failed, may be gone at the next try.
  starting ??= start().catch((error) => {
    starting = undefined;
    throw error;
  });
  try {
    return importOnce(await starting, `io.tserini.${name}`) as T;
  } catch (error) {
    throw javaError(error);
  }
}

/**
 * A text to hand to the shim. java-bridge reads a JavaScript string as UTF-8 and gives it to JNI as it
 * is, which takes a modified form of that: characters beyond the basic plane arrive as others and cut off
 * the end, and U+0000 is refused. A text with one of these crosses as bytes and becomes a Java String there.
 * @param text the JVM must run, as it does once {@link javaClass} has given a class
 */
export function javaText(text: string): string {
  if (!/[\ud800-\udfff\0]/.test(text) || !running) return text;
  const JavaString = importOnce(running, 'java.lang.String') as new (
    bytes: Buffer,
    charset: string,
  ) => string;
  return new JavaString(Buffer.from(text), 'UTF-8');
}

/**
 * A path to hand to the shim. Java takes relative ones from the folder in which the JVM started, also once the process works
 * in another; then it is made absolute.
 * @param path the JVM must run, as for {@link javaText}
 */
export function javaPath(path: string): string {
  return javaText(process.cwd() === startFolder ? path : resolve(path));
}

/** `io.tserini.bridge.TseriniException: CODE|message`, as the shim's class of that name says. */
const shimError = /TseriniException: ([A-Z_]+)\|(.*)/;

/** Turns what a synchronous call threw into a {@link TseriniError}. */
function javaError(error: unknown): TseriniError {
  if (error instanceof TseriniError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const known = shimError.exec(text);
  if (known) return new TseriniError(known[1] as ErrorCode, known[2]!, { cause: error });
  if (text.includes('java.lang.OutOfMemoryError')) return outOfMemory(error);
  return new TseriniError('INTERNAL', text.split('\n')[0]!, { cause: error });
}

/**
 * The result of a call that Java works on while the event loop runs. What Java throws becomes a {@link TseriniError}.
 * @param start calls a method `startX` of the shim, at once
 * @param signal cancels the call, where the shim can end it early: it then fails with `INTERRUPTED`
 */
export function callJava<T>(start: () => StartedCall<T>, signal?: AbortSignal): Promise<T> {
  return calls!.result(() => callJavaSync(start), signal);
}

/** Calls into Java, for microseconds, and turns what it throws into a {@link TseriniError}. */
export function callJavaSync<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw javaError(error);
  }
}
