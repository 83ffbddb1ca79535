import { createServer } from 'node:net';
import { join } from 'node:path';
import { mainInProcess } from './main-in-process.ts';

const client = join(import.meta.dirname, 'command-client.mjs');

interface CommandServer {
  /** A line of sh that takes the place of the command: its arguments are `"$@"`. */
  readonly script: string;
  close(): Promise<void>;
}

/**
 * Runs the commands that a shell starts in this process, one after another, which saves the start of a Node, of a JVM and
 * of a model for each. Standard input stays with the shell.
 * @param folder of its socket
 */
export async function serveCommands(folder: string): Promise<CommandServer> {
  const path = join(folder, 'commands.sock');
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', async () => {
      const { args, cwd, env } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const answer = await mainInProcess(args, { cwd, env }).catch((error: Error) => ({
        exitCode: 1,
        stdout: '',
        stderr: String(error.stack),
      }));
      socket.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    script: `exec "${process.execPath}" "${client}" "${path}" "$@"`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
