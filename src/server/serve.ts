import type { RunningServer, ServeOptions } from './serve-options.js';

/**
 * Serves indexes over HTTP: REST, the page, metrics.
 *
 * ```ts
 * await using server = await serve({ indexes: [{ name: 'nfcorpus', path: 'index/nfcorpus', encoder: 'splade-tiny' }] });
 * console.log(server.url);
 * ```
 * @throws TseriniError `USAGE` (an option out of range, a port in use), and those of the
 *   indexes and models: `NOT_FOUND`, `INDEX`, `MODEL`, `JVM`
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  // Not above: programs that only search never load a web server.
  return (await import('./start-server.js')).startServer(options);
}
