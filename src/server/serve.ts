import type { RunningServer, ServeOptions } from './serve-options.js';

/**
 * Serves indexes over HTTP: a REST API, a web page and metrics.
 *
 * ```ts
 * await using server = await serve({ indexes: [{ name: 'nfcorpus', path: 'index/nfcorpus', encoder: 'splade-tiny' }] });
 * console.log(server.url);
 * ```
 * @throws TseriniError `USAGE` (an option out of range, a port in use), and the errors
 *   of indexes and models: `NOT_FOUND`, `INDEX`, `MODEL`, `JVM`
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  // Imported here so that programs that only search do not load Fastify.
  return (await import('./start-server.js')).startServer(options);
}
