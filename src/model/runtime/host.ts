import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { onAbort, stopError, throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { type Answer, type Call, fromFailure, type Reply, type Request } from './protocol.js';
import { disableTelemetry } from './telemetry.js';

/** The way to a thread or process that runs `worker.ts`. */
interface Channel {
  post(request: Request): void;
  /**
   * Whether a call is under way: an idle worker does not keep the program alive. One that computes must, also for a caller
   * that was stopped: ONNX Runtime aborts the process where its thread is ended in the middle of a call.
   */
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
  worker.unref(); // Last: a listener for messages refers to the worker again.
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

/** Sends calls to a worker, which answers them in their order. */
export class ModelHost {
  readonly #channel: Channel;
  readonly #pending = new Map<number, Pending>();
  /** Calls that the worker has not answered, those among them whose callers were stopped. */
  #underWay = 0;
  #last = 0;
  #ended: Error | undefined;

  /**
   * @param kind a process where several models compute side by side: threads of one process have crashed. A worker
   *   thread gets a process in any case: its environment variables do not reach the library.
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

  /**
   * @throws TseriniError what the call threw there, `INTERNAL` or `MEMORY` where the worker ended, `INTERRUPTED` by
   * the signal: at once, whatever the worker is computing
   */
  async call(call: Call, signal?: AbortSignal): Promise<Answer> {
    throwIfStopped(signal);
    if (this.#ended) throw endedError(this.#ended);
    const id = ++this.#last;
    this.#channel.post({ id, call });
    if (this.#underWay++ === 0) this.#channel.busy(true);
    const answer = new Promise<Answer>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    using _ = onAbort(signal, () => {
      this.#channel.post({ cancel: id });
      this.#take(id)?.reject(stopError(signal!));
    });
    return await answer;
  }

  end(): void {
    if (!this.#ended) this.#channel.end();
    this.#ended ??= new Error('it was closed');
  }

  #settle(reply: Reply): void {
    if (--this.#underWay === 0) this.#channel.busy(false);
    const pending = this.#take(reply.id);
    if ('failure' in reply) pending?.reject(fromFailure(reply.failure));
    else if (pending) pending.resolve(reply.answer);
    else if (reply.answer && 'model' in reply.answer) {
      // Its caller was stopped while it was loaded.
      this.call({ kind: 'close', model: reply.answer.model }).catch(() => {});
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
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
