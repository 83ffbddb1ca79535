import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { startServerProcess } from '../support/server.ts';

interface Outcome {
  readonly status?: number;
  readonly closes?: boolean;
  readonly error?: string;
}

function askOn(agent: Agent | false, url: string, path: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path, agent }, async (response) => {
      const body = await text(response).catch(() => undefined);
      const whole = body !== undefined && JSON.parse(body) !== undefined;
      if (!whole) resolve({ error: 'half an answer' });
      resolve({ status: response.statusCode!, closes: response.headers.connection === 'close' });
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
    asked.end();
  });
}

it.each(['SIGTERM', 'SIGINT'] as const)(
  '%s under load: every request that was accepted is answered, then 0',
  async (signal) => {
    const { child, url } = await startServerProcess(['--queue-limit', '100']);
    const outcomes: Outcome[] = [];
    let asked = 0;
    // As a connection pool does: on and on over one connection, until the server says that it ends that.
    const client = async (): Promise<void> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        const query = new URLSearchParams({ query: `question ${asked++} under load`, hits: '10' });
        const outcome = await askOn(agent, url, `/v1/embedded/search?${query}`);
        outcomes.push(outcome);
        if (outcome.closes || outcome.error) break;
      }
      agent.destroy();
    };
    const clients = Array.from({ length: 24 }, client);
    while (outcomes.length < 24) await new Promise((resolve) => setTimeout(resolve, 5));
    const before = outcomes.length;
    child.kill(signal);
    await Promise.all(clients);
    const { exitCode, stderr } = await child;
    expect(exitCode, stderr).toBe(0);
    expect(outcomes.length).toBeGreaterThan(before);
    expect(outcomes.filter(({ status }) => status !== 200)).toEqual([]);
  },
);

/** How often the server is stopped. */
const stops = Number(process.env.TSERINI_STOPS ?? 2);

it(
  `ends under clients that reconnect and one that leaves, ${stops} times`,
  async () => {
    for (let stop = 0; stop < stops; stop++) {
      const { child, url } = await startServerProcess(['--queue-limit', '100']);
      const { hostname, port } = new URL(url);
      let ended = false;
      const outcomes: Outcome[] = [];
      const clients = Array.from({ length: 16 }, async (_, client) => {
        while (!ended) {
          const query = new URLSearchParams({ query: `question ${client} ${outcomes.length}`, hits: '10' });
          const outcome = await askOn(false, url, `/v1/embedded/search?${query}`);
          if (outcome.error === 'ECONNREFUSED') return;
          outcomes.push(outcome);
        }
      });
      // Requests that are sent without waiting for the answers, and a client that leaves before they come.
      const leaver = connect(Number(port), hostname);
      const long = `GET /v1/embedded/search?query=${'a+'.repeat(900)}x HTTP/1.1\r\nHost: localhost\r\n\r\n`;
      leaver.write(long.repeat(3), () => leaver.destroy());
      while (outcomes.length < 20 + 10 * stop) await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill('SIGTERM');
      const { exitCode, stderr, durationMs } = await child;
      ended = true;
      await Promise.all(clients);
      expect(exitCode, stderr).toBe(0);
      expect(durationMs).toBeLessThan(30_000);
      expect(outcomes.filter(({ status }) => status !== 200)).toEqual([]);
    }
  },
  stops * 30_000,
);
