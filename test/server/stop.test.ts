import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The server as a process of its own. */
async function startProcess(flags: readonly string[] = []) {
  const child = execa(process.execPath, [main, 'serve', '--port', '0', ...flags], { reject: false });
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      log += chunk;
      const found = /on (http:\S+)\n/.exec(log)?.[1];
      if (found) resolve(found);
    });
    child.then(({ stderr }) => reject(new Error(`it did not start: ${stderr}`)));
  });
  return { child, url };
}

interface Outcome {
  readonly status?: number;
  readonly closes?: boolean;
  readonly error?: string;
}

function askOn(agent: Agent, url: string, path: string): Promise<Outcome> {
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
    const { child, url } = await startProcess(['--queue-limit', '100']);
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
