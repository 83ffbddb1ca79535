/** The feature releases of Java that are fetched: those with long-term support that Lucene 10 runs on. */
export const javaReleases = [21, 25] as const;

export type JavaRelease = (typeof javaReleases)[number];

/** `jre` runs programs, `jdk` has a compiler too. */
export type JavaImage = 'jre' | 'jdk';

/** A published archive with a Java in it. */
export interface JavaArchive {
  /** The file's name; `.tar.gz`, else a zip archive. */
  readonly name: string;
  readonly url: string;
  /** In bytes, where the source says it. */
  readonly size: number | undefined;
  readonly sha256: string;
  /** Adds a log-in to a request, where the source needs one. */
  readonly prepare?: ((url: string, headers: Headers) => void) | undefined;
}

/** A place that publishes Javas. */
export interface JavaSource {
  /** Its host, for messages. */
  readonly host: string;
  /** @throws TseriniError `DOWNLOAD` where it has none, or cannot be asked */
  find(signal?: AbortSignal): Promise<JavaArchive>;
}
