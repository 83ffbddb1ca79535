import type { Socket } from 'node:net';
import { constants, getPriority, setPriority } from 'node:os';
import { onAbort } from '../../util/abort.js';
import { type ErrorCode, TseriniError } from '../../util/errors.js';
import { ByteReader } from './byte-reader.js';

declare const result: unique symbol;

/**
 * The number of a call that the shim has started, whose result is a T: null, a Buffer, several Buffers, a number,
 * several numbers, a text, or an object of the shim.
 */
export type StartedCall<T> = number & { readonly [result]?: T };

/** The kinds of results, as the shim's `CallResult` numbers them. */
const kinds = {
  null: 0,
  bytes: 1,
  arrays: 2,
  number: 3,
  numbers: 4,
  text: 5,
  object: 6,
  error: 7,
  noMemory: 8,
  /** No result, but the number of a thread that searches go before. */
  backgroundThread: 9,
};

const headerBytes = 12;

/** Above the others' niceness: searches hardly wait for such a thread, which still gets a third of a core that is shared. */
const addedNiceness = 5;
const nothing = Buffer.alloc(0);

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  readonly listening: Disposable | undefined;
}

interface JavaSide {
  /** Gives the result of a call that is an object. */
  take(call: number): unknown;
  /** Ends a call early, if it can be. */
  cancel(call: number): void;
}

/** Calls that Java has not finished, by their numbers, and the results that arrive over a socket. */
export class Calls {
  readonly #java: JavaSide;
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket | undefined;

  /** A result of which a part has arrived: its header, then what follows, which is dropped if memory lacks for it. */
  readonly #header = Buffer.alloc(headerBytes);
  #headerLength = 0;
  #body: Buffer | undefined = nothing;
  #bytesLeft = 0;

  constructor(java: JavaSide) {
    this.#java = java;
  }

  /** @param socket brings the bytes for {@link receive} */
  connected(socket: Socket): void {
    this.#socket = socket;
    socket.unref();
    const failAll = () => {
      const error = new TseriniError('INTERNAL', 'the connection with the JVM has ended');
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
    };
    socket.on('error', () => {}).on('close', failAll);
  }

  /**
   * The result of a call. Until it is there, the process does not end.
   * @param start starts it
   * @param signal cancels it
   */
  result<T>(start: () => StartedCall<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      // Its result cannot arrive before this function returns.
      const call = start();
      if (this.#waiting.size === 0) this.#socket?.ref();
      const listening = signal && onAbort(signal, () => this.#java.cancel(call));
      this.#waiting.set(call, { resolve, reject, listening });
    }) as Promise<T>;
  }

  /** Takes what has arrived: results of the shim's `CallResult`, cut anywhere. */
  receive(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#headerLength < headerBytes) {
        const copied = bytes.copy(
          this.#header,
          this.#headerLength,
          at,
          at + headerBytes - this.#headerLength,
        );
        this.#headerLength += copied;
        at += copied;
        if (this.#headerLength < headerBytes) return;
        this.#bytesLeft = this.#header.readInt32LE(8);
        this.#body = allocate(this.#bytesLeft);
      }
      const copied = Math.min(this.#bytesLeft, bytes.length - at);
      if (this.#body) bytes.copy(this.#body, this.#body.length - this.#bytesLeft, at, at + copied);
      this.#bytesLeft -= copied;
      at += copied;
      if (this.#bytesLeft === 0) this.#settle();
    }
  }

  #settle(): void {
    const call = this.#header.readInt32LE(0);
    const kind = this.#header.readInt32LE(4);
    const body = this.#body;
    this.#headerLength = 0;
    this.#body = nothing;
    if (kind === kinds.backgroundThread && body) yieldToSearches(body.readDoubleLE(0));
    const waiting = this.#waiting.get(call);
    if (!waiting) return;
    this.#waiting.delete(call);
    if (this.#waiting.size === 0) this.#socket?.unref();
    waiting.listening?.[Symbol.dispose]();
    try {
      if (!body) throw new TseriniError('MEMORY', 'there is no memory for the result of a call to Java');
      waiting.resolve(this.#decode(kind, body, call));
    } catch (error) {
      waiting.reject(error);
    }
  }

  #decode(kind: number, body: Buffer, call: number): unknown {
    switch (kind) {
      case kinds.null:
        return null;
      case kinds.bytes:
        return body;
      case kinds.arrays:
        return arraysOf(body);
      case kinds.number:
        return body.readDoubleLE(0);
      case kinds.numbers:
        return Array.from({ length: body.length / 8 }, (_, i) => body.readDoubleLE(8 * i));
      case kinds.text:
        return body.toString('utf8');
      case kinds.object:
        return this.#java.take(call);
      case kinds.error:
        throw errorOf(new ByteReader(body));
      default:
        throw outOfMemory();
    }
  }
}

/** On Linux, where alone Java sends the number of a thread, a thread has a niceness of its own. */
function yieldToSearches(thread: number): void {
  try {
    setPriority(thread, Math.min(getPriority() + addedNiceness, constants.priority.PRIORITY_LOW));
  } catch {
    // The thread has ended, or the system does not allow it.
  }
}

function allocate(length: number): Buffer | undefined {
  if (length === 0) return nothing;
  try {
    return Buffer.allocUnsafe(length);
  } catch {
    return undefined;
  }
}

function arraysOf(body: Buffer): Buffer[] {
  const reader = new ByteReader(body);
  const lengths = reader.array(reader.int32(), () => reader.int32());
  let end = 4 + 4 * lengths.length;
  return lengths.map((length) => {
    end += length;
    return body.subarray(end - length, end);
  });
}

function errorOf(reader: ByteReader): TseriniError {
  const [code, message, trace] = [reader.text(), reader.text(), reader.text()];
  if (code === 'MEMORY') return outOfMemory(trace);
  return new TseriniError(code as ErrorCode, message, { cause: javaTrace(trace) });
}

/** Java's error for those who want to see it: its stack trace is Java's. */
function javaTrace(trace: string): Error {
  const error = new Error(trace.split('\n')[0]);
  error.stack = trace;
  return error;
}

/** The heap of the JVM is full. */
export function outOfMemory(cause?: unknown): TseriniError {
  return new TseriniError('MEMORY', 'the Java heap is full: raise it with TSERINI_JVM_OPTS=-Xmx4g', {
    cause,
  });
}
