import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, type Socket, type TcpNetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The connection inside the process over which Java sends the results of calls.
//
// On Linux and macOS it is a Unix domain socket in a folder that only this user may enter, which is there for a moment:
// it is removed once the connection is made. Windows, where Node has no such sockets, and a process that cannot make the
// folder use TCP on a loopback address. Each side sends the other a secret of its own first, as any user of the machine
// can connect to that.

/** Java's side: it listens at a path, or on a port that it returns, for who knows the secret, in hexadecimal. */
type Listen = (path: string, secret: string) => number;

/** Called with what has arrived, in memory that is used again for the next bytes. */
type OnBytes = (bytes: Buffer) => void;

const secretBytes = 32;
const readBytes = 1 << 16;
const patienceMilliseconds = 60_000;

/** Connects with Java. A process does not end before the connection is closed, unless it is unreferenced. */
export async function connectCalls(listen: Listen, onBytes: OnBytes): Promise<Socket> {
  if (process.platform !== 'win32') {
    try {
      return await connectByFile(listen, onBytes);
    } catch {
      // A temporary folder that is missing, cannot be written, or has too long a path for a socket.
    }
  }
  const secret = newSecret();
  const port = listen('', secret.toString('hex'));
  return await connect({ host: '127.0.0.1', port, noDelay: true }, secret, onBytes);
}

async function connectByFile(listen: Listen, onBytes: OnBytes): Promise<Socket> {
  const secret = newSecret();
  // Of mode 0700.
  const folder = mkdtempSync(join(tmpdir(), 'tserini-'));
  try {
    const path = join(folder, 'calls');
    listen(path, secret.toString('hex'));
    return await connect({ path }, secret, onBytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const newSecret = () => randomBytes(2 * secretBytes);

/** Sends the first half of the secret, and gives the socket once the second half has come back. */
function connect(
  to: { path: string } | TcpNetConnectOpts,
  secret: Buffer,
  onBytes: OnBytes,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = (why: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(why);
    };
    const timer = setTimeout(() => fail(new Error('no answer')), patienceMilliseconds);
    let answer: Buffer | undefined = Buffer.alloc(0);
    const onRead = (length: number, buffer: Uint8Array) => {
      let bytes = Buffer.from(buffer.buffer, buffer.byteOffset, length);
      if (answer) {
        const missing = secretBytes - answer.length;
        answer = Buffer.concat([answer, bytes.subarray(0, missing)]);
        if (answer.length < secretBytes) return true;
        if (!timingSafeEqual(answer, secret.subarray(secretBytes))) {
          fail(new Error('a wrong answer'));
          return false;
        }
        answer = undefined;
        clearTimeout(timer);
        socket.off('error', fail);
        resolve(socket);
        bytes = bytes.subarray(missing);
      }
      if (bytes.length > 0) onBytes(bytes);
      return true;
    };
    const socket = createConnection({
      ...to,
      onread: { buffer: Buffer.allocUnsafeSlow(readBytes), callback: onRead },
    });
    socket.on('error', fail);
    socket.write(secret.subarray(0, secretBytes));
  });
}
