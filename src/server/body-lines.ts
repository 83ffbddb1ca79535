import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortable } from '../util/abort.js';
import { HttpError } from './http-error.js';

/** A line of a body that is not blank, by its number from 1: its text, or why it is not read. */
export type BodyLine =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly problem: HttpError };

export interface BodyLimits {
  /** Bytes of a line; a longer one is passed over. */
  readonly line: number;
  /** Bytes of all lines. */
  readonly body: number;
  /** Milliseconds for the next bytes to arrive. */
  readonly idleMs: number;
}

const newline = 0x0a;
const bytes = (count: number) => `${count.toLocaleString('en-US')} bytes`;

/** Bytes of a group of lines, about, and milliseconds in which one gathers. */
const groupSize = 1 << 20;
const gatherMs = 5;

/**
 * The lines of a body, in groups of those that arrive together: memory holds a group and one line.
 * @param stop ends the waiting for further bytes
 * @throws HttpError 408 if nothing arrives for too long, 413 if the body is too long; and the reason of the signal
 */
export async function* bodyLines(
  body: Readable,
  limits: BodyLimits,
  stop: AbortSignal,
): AsyncGenerator<readonly BodyLine[]> {
  const splitter = new LineSplitter(limits.line);
  // What is not read must not end the connection, on which the answer is still to be sent.
  const chunks = body.iterator({ destroyOnReturn: false });
  let lines: BodyLine[] = [];
  let [received, given] = [0, 0];
  let failure: unknown;
  for (;;) {
    const next = chunks.next();
    // What it rejects with is thrown where it is waited for.
    next.catch(() => {});
    while (lines.length > 0 && (received - given >= groupSize || !(await isSettled(next, gatherMs)))) {
      yield lines;
      lines = [];
      given = received;
    }
    try {
      const { value, done } = await within(next, limits.idleMs, stop);
      if (done) break;
      received += (value as Buffer).length;
      if (received > limits.body) {
        const message = `the body is longer than ${bytes(limits.body)}; the lines before this were read`;
        throw new HttpError(413, 'TOO_LARGE', message);
      }
      lines.push(...splitter.add(value));
    } catch (error) {
      failure = error;
      break;
    }
  }
  if (!failure) lines.push(...splitter.end());
  if (lines.length > 0) yield lines;
  if (failure) throw failure;
}

async function isSettled(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const timer = new AbortController();
  const isDone = work.then(
    () => true,
    () => true,
  );
  const isLate = sleep(milliseconds, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([isDone, isLate]);
  } finally {
    timer.abort();
  }
}

async function within<T>(work: Promise<T>, idleMs: number, stop: AbortSignal): Promise<T> {
  const idle = new AbortController();
  const timer = setTimeout(() => {
    const message = `no further line arrived within ${idleMs} ms; the lines before were read`;
    idle.abort(new HttpError(408, 'TIMEOUT', message));
  }, idleMs);
  const signal = AbortSignal.any([stop, idle.signal]);
  try {
    return await abortable(work, signal);
  } catch (error) {
    throw signal.reason instanceof HttpError ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Splits chunks at line breaks. */
class LineSplitter {
  readonly #limit: number;
  /** Of the line that has begun; empty once it is too long. */
  #parts: Buffer[] = [];
  #length = 0;
  #line = 1;

  /** @param limit bytes of a line */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): BodyLine[] {
    const lines: BodyLine[] = [];
    let from = 0;
    for (let to = chunk.indexOf(newline); to >= 0; to = chunk.indexOf(newline, from)) {
      this.#append(chunk.subarray(from, to));
      lines.push(...this.end());
      this.#line++;
      from = to + 1;
    }
    this.#append(chunk.subarray(from));
    return lines;
  }

  #append(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#limit) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  /** The line that has begun, unless it is blank. */
  end(): BodyLine[] {
    const [line, length, parts] = [this.#line, this.#length, this.#parts];
    this.#parts = [];
    this.#length = 0;
    if (length > this.#limit) {
      const message = `the line has ${bytes(length)}, more than the limit of ${bytes(this.#limit)}`;
      return [{ line, problem: new HttpError(413, 'TOO_LARGE', message) }];
    }
    const decoder = new StringDecoder('utf8');
    const text = decoder.end(Buffer.concat(parts));
    return text.trim() === '' ? [] : [{ line, text }];
  }
}
