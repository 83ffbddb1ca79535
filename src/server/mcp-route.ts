import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { McpOverHttp } from '../mcp/http.js';
import type { IndexSet } from '../serving/index-set.js';
import { abortable } from '../util/abort.js';
import type { Admission } from './admission.js';
import { HttpError } from './http-error.js';
import { RequestSignal } from './request-signal.js';

/** Where assistants ask, by the Model Context Protocol's Streamable HTTP. */
export const mcpRoute = '/mcp';

interface McpContext {
  readonly indexes: IndexSet;
  readonly admission: Admission;
  readonly timeoutMs: number;
  /** Other origins whose pages may ask. */
  readonly cors?: readonly string[] | undefined;
  readonly onError: (error: unknown, request: string) => void;
}

/** The route of the protocol, whose library is loaded with the first request. */
export function addMcpRoute(app: FastifyInstance, context: McpContext): void {
  const { indexes, admission, timeoutMs, cors = [], onError } = context;
  let loading: Promise<McpOverHttp> | undefined;
  const load = async () => {
    const { mcpOverHttp } = await import('../mcp/http.js');
    return mcpOverHttp(indexes, (error) => onError(error, `a tool at ${mcpRoute}`));
  };
  app.addHook('onClose', async () => {
    await (await loading)?.close();
  });
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: mcpRoute,
    schema: { hide: true },
    handler: async (request, reply) => {
      requireOrigin(request, cors);
      loading ??= load();
      const handler = await loading;
      using timed = new RequestSignal(reply, timeoutMs);
      const { signal } = timed;
      const answer = await admission.run(signal, async () => {
        const asked = handler.fetch(webRequest(request, signal), request.body ?? undefined);
        // An answer is short, and what a stream would tell of its progress is nothing.
        return abortable(
          asked.then(async (response) => ({ response, body: await response.text() })),
          signal,
        );
      });
      const { response, body } = answer;
      return reply.code(response.status).headers(Object.fromEntries(response.headers)).send(body);
    },
  });
}

/**
 * Refuses pages of other origins, as the protocol asks: they could use the server of a visitor.
 * @throws HttpError 403
 */
function requireOrigin({ headers, host }: FastifyRequest, cors: readonly string[]): void {
  const { origin } = headers;
  if (origin === undefined || cors.includes('*') || cors.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new HttpError(403, 'FORBIDDEN', `pages of ${origin} may not ask this server: see --cors`);
}

function webRequest({ method, headers }: FastifyRequest, signal: AbortSignal): Request {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && name !== 'content-length') given.set(name, [value].flat().join(', '));
  }
  return new Request(`http://localhost${mcpRoute}`, { method, headers: given, signal });
}
