import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Admission } from './admission.js';
import { RequestSignal } from './request-signal.js';

/** An answer is sent in one piece, with its length, if it has up to this many characters. */
const shortAnswer = 1 << 16;

/** An answer that has more characters is made behind those of others: see {@link Admission.makePiece}. */
const quickAnswer = 1 << 14;

export interface SendOptions {
  readonly admission: Admission;
  /** For a short answer, and for each further piece of a long one. */
  readonly timeoutMs: number;
}

/**
 * Sends JSON text that is made in pieces: a short one at once, a long one as fast as its client reads it, so that an
 * answer of any length takes little memory. An error after the first {@link shortAnswer} characters ends the connection.
 * @param make gets a signal that is aborted when the time is over or the client leaves
 */
export async function sendPieces(
  reply: FastifyReply,
  { admission, timeoutMs }: SendOptions,
  make: (call: { readonly signal: AbortSignal }) => AsyncGenerator<string>,
): Promise<FastifyReply> {
  const timed = new RequestSignal(reply, timeoutMs);
  const { signal } = timed;
  const pieces = make({ signal });
  const end = async () => {
    timed[Symbol.dispose]();
    await pieces.return(undefined);
  };
  let text = '';
  let isWhole: boolean | undefined = false;
  const addTo = async (length: number) => {
    while (!isWhole && text.length <= length) {
      const { value = '', done } = await pieces.next();
      isWhole = done;
      text += value;
    }
  };
  try {
    await admission.run(signal, () => addTo(quickAnswer));
    if (!isWhole) await admission.makePiece(signal, () => addTo(shortAnswer));
    reply.type('application/json; charset=utf-8');
    if (text.length > shortAnswer) {
      const stream = admission.openStream();
      return reply.send(
        streamOf(text, {
          next: () => {
            timed.restart();
            return admission.makePiece(signal, () => pieces.next());
          },
          end: async () => {
            stream[Symbol.dispose]();
            await end();
          },
        }),
      );
    }
  } catch (error) {
    await end();
    throw error;
  }
  await end();
  return reply.send(text);
}

interface Pieces {
  next(): Promise<IteratorResult<string>>;
  /** Called once, whether all pieces were read or not. */
  end(): Promise<void>;
}

/** @param first what is sent before the pieces */
function streamOf(first: string, { next, end }: Pieces): Readable {
  const stream = new Readable({
    // Text is read ahead no further than needed.
    highWaterMark: 1,
    read() {
      next().then(
        ({ value, done }) => this.push(done ? null : value),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      end().then(
        () => done(error),
        (endError) => done(error ?? endError),
      );
    },
  });
  stream.push(first);
  return stream;
}
