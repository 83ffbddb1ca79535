import { ByteReader } from '../jvm/byte-reader.js';

/** How a unit that was not refused ended: done, without a document to delete, or without anything to index. */
export type UnitState = 'done' | 'absent' | 'empty';

/** How a unit ended; it may have been refused for one of its records. */
export type UnitOutcome =
  | { readonly state: UnitState }
  | { readonly state: 'refused'; readonly record: number; readonly id: string; readonly reason: string };

/** Units or a task of its own, in the order of the calls. */
type Entry =
  | { readonly text: string; settle(outcome: UnitOutcome): void; fail(error: unknown): void }
  | { run(): Promise<void> };

/** Characters of units that wait for Java before further calls wait for them. */
const maxWaiting = 8 << 20;

/** Characters of units that go to Java in one call. */
const maxCall = 1 << 20;

/** First in, first out; taking one costs the same however many there are. */
class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}

/**
 * Hands units of records to Java, one call at a time and in the order in which they came: while a call is under way, the
 * next units gather and then cross together. Beyond a few megabytes, units are not even made into text until there is
 * room.
 */
export class UnitQueue {
  readonly #apply: (text: string) => Promise<Buffer>;
  readonly #arrivals = new Fifo<() => void>();
  readonly #waiting = new Fifo<Entry>();
  #waitingLength = 0;
  #isRunning = false;

  /** @param apply the shim's `RecordIndexer.apply`, and what belongs to every call of it */
  constructor(apply: (text: string) => Promise<Buffer>) {
    this.#apply = apply;
  }

  /** @param makeText is called as soon as there is room, at once if nothing waits */
  unit(makeText: () => string): Promise<UnitOutcome> {
    return new Promise((settle, fail) => {
      this.#arrive(() => {
        try {
          const text = makeText();
          this.#waitingLength += text.length;
          this.#waiting.push({ text, settle, fail });
        } catch (error) {
          fail(error);
        }
      });
    });
  }

  /** Does something after the units before it, and before those after it. */
  task<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#arrive(() => this.#waiting.push({ run: () => work().then(resolve, reject) }));
    });
  }

  #arrive(enter: () => void): void {
    this.#arrivals.push(enter);
    this.#admit();
    if (this.#isRunning) return;
    this.#isRunning = true;
    // What is called in the same turn goes together.
    queueMicrotask(() => this.#run());
  }

  #admit(): void {
    while (this.#waitingLength < maxWaiting && this.#arrivals.first) this.#arrivals.shift()!();
  }

  async #run(): Promise<void> {
    for (let entry = this.#waiting.first; entry; entry = this.#waiting.first) {
      if ('run' in entry) {
        this.#waiting.shift();
        await entry.run();
      } else {
        await this.#callJava();
      }
      this.#admit();
    }
    this.#isRunning = false;
  }

  async #callJava(): Promise<void> {
    const units: Exclude<Entry, { run(): Promise<void> }>[] = [];
    let length = 0;
    for (let entry = this.#waiting.first; entry && 'text' in entry; entry = this.#waiting.first) {
      if (length > 0 && length + entry.text.length > maxCall) break;
      units.push(entry);
      length += entry.text.length;
      this.#waiting.shift();
    }
    try {
      const call = this.#apply(units.map(({ text }) => text).join(''));
      this.#waitingLength -= length;
      this.#admit();
      const reader = new ByteReader(await call);
      for (const unit of units) unit.settle(readOutcome(reader));
    } catch (error) {
      for (const unit of units) unit.fail(error);
    }
  }
}

function readOutcome(reader: ByteReader): UnitOutcome {
  const state = (['done', 'refused', 'absent', 'empty'] as const)[reader.int32()]!;
  return state === 'refused'
    ? { state, record: reader.int32(), id: reader.text(), reason: reader.text() }
    : { state };
}
