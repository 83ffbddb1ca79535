import type { FetchJavaOptions } from '../java/fetch-java.js';

/**
 * What the command line settles before the JVM starts. Apart from jvm.ts, which a command without a JVM never loads.
 */
export const startup: {
  /** The name of this process's start-up archive. A JVM that lacks it sets what writes it, in two seconds or until the signal. */
  archiveName?: string;
  writeArchive?: (signal: AbortSignal) => Promise<void>;
  /** Lets a Java that is missing be fetched. */
  fetchJava?: FetchJavaOptions;
} = {};
