import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { TseriniError } from '../../util/errors.js';
import { type Answer, type Call, fromFailure, type Reply, type Request } from './protocol.js';
import { disableTelemetry } from './telemetry.js';

/** Where models live and compute: a thread or a process that runs `model-worker.ts`. */
interface Channel {
  post(request: Request): void;
  /** Whether a call is under way: an idle host keeps no process alive. */
  busy(is: boolean): void;
  end(): void;
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: TseriniError): void;
}

type Connect = (onReply: (reply: Reply) => void, onEnd: (error: Error) => void) => Channel;

const workerFile = new URL('./worker.js', import.meta.url);

const thread: Connect = (onReply, onEnd) => {
  const worker = new Worker(workerFile, { execArgv: [] });
  worker.on('message', onReply);
  worker.on('error', onEnd);
  worker.on('exit', (code) => onEnd(new Error(`exit code ${code}`)));
  worker.unref(); // After the listeners: one for messages keeps the process alive anew.
  return {
    post: (request) => worker.postMessage(request),
    busy: (is) => (is ? worker.ref() : worker.unref()),
    end: () => void worker.terminate(),
  };
};

const childProcess: Connect = (onReply, onEnd) => {
  const child = fork(fileURLToPath(workerFile), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  child.on('message', (reply) => onReply(reply as Reply));
  child.on('error', onEnd);
  child.on('exit', (code, signal) => onEnd(new Error(signal ?? `exit code ${code}`)));
  return {
    post: (request) => child.send(request),
    busy: (is) => (is ? child.channel?.ref() : child.channel?.unref()),
    end: () => child.disconnect(),
  };
};

/** Sends calls to a thread or a process of its own and gives back what they answer, in their order. */
export class ModelHost {
  readonly #channel: Channel;
  readonly #pending = new Map<number, Pending>();
  #last = 0;
  #ended: Error | undefined;

  /**
   * @param kind a process where several are to compute side by side: threads of one have crashed. A worker thread
   *   gets a process in any case: its variables do not reach the library.
   */
  constructor(kind: 'thread' | 'process') {
    disableTelemetry();
    const connect = kind === 'thread' && isMainThread ? thread : childProcess;
    this.#channel = connect(
      (reply) => this.#settle(reply),
      (error) => this.#fail(error),
    );
  }

  /** False once it has crashed or been ended. */
  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** How many calls are under way. */
  get load(): number {
    return this.#pending.size;
  }

  /** @throws TseriniError what the call threw there, or `INTERNAL` or `MEMORY` where the host ended */
  call(call: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(endedError(this.#ended));
        return;
      }
      const id = ++this.#last;
      if (this.#pending.size === 0) this.#channel.busy(true);
      this.#pending.set(id, { resolve, reject });
      this.#channel.post({ id, call });
    });
  }

  end(): void {
    if (!this.#ended) this.#channel.end();
    this.#ended ??= new Error('it was closed');
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#channel.busy(false);
    if ('failure' in reply) pending?.reject(fromFailure(reply.failure));
    else pending?.resolve(reply.answer);
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.values()) reject(endedError(error));
    this.#pending.clear();
  }
}

function endedError(error: NodeJS.ErrnoException): TseriniError {
  const code = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'MEMORY' : 'INTERNAL';
  return new TseriniError(code, `the encoding thread or process ended: ${error.message}`, { cause: error });
}
