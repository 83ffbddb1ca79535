import { TseriniError } from '../util/errors.js';
import type { IndexLocation, OpenIndex } from './open-index.js';

interface Lease {
  readonly indexes: readonly OpenIndex[];
  readonly fingerprint: string;
  users: number;
  retired: boolean;
}

/** An index that stays open until it is disposed of. */
export interface AcquiredIndex extends AsyncDisposable {
  /** One for each way to rank, in the same state; impacts first. */
  readonly indexes: readonly OpenIndex[];
}

/**
 * An open index that follows its place: to a new commit, or to another index that was put there. While the place has no
 * index, or one that cannot be opened, users get the error. Work under way ends on the commit on which it began.
 */
export class IndexHandle {
  readonly #location: IndexLocation;
  #lease: Lease;
  #problem: TseriniError | undefined;
  #checked = performance.now();
  #checking: Promise<void> | undefined;
  #closed = false;

  private constructor(location: IndexLocation, lease: Lease) {
    this.#location = location;
    this.#lease = lease;
  }

  /** @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM` */
  static async open(location: IndexLocation): Promise<IndexHandle> {
    return new IndexHandle(location, await openLease(location));
  }

  /** The index as of the last look, once for each way to rank; impacts first. */
  get indexes(): readonly OpenIndex[] {
    return this.#lease.indexes;
  }

  /** Looks at the place and returns the reason why the index cannot be used, if any. */
  async problem(): Promise<TseriniError | undefined> {
    await this.#check();
    return this.#problem;
  }

  /**
   * The index, which stays open until the result is disposed of, whatever is put at its place.
   * @throws TseriniError `INDEX` if its place has no usable index any more
   */
  async acquire(): Promise<AcquiredIndex> {
    const { lookEvery = 1000 } = this.#location;
    if (performance.now() - this.#checked > lookEvery) await this.#check();
    if (this.#problem) throw this.#problem;
    const lease = this.#lease;
    lease.users++;
    return {
      indexes: lease.indexes,
      [Symbol.asyncDispose]: async () => {
        lease.users--;
        await closeUnused(lease);
      },
    };
  }

  /**
   * Moves to the newest state, as of this call.
   * @throws TseriniError the reason why the index cannot be used
   */
  async refresh(): Promise<void> {
    // A look that is under way may have begun before what is to be seen.
    await this.#checking;
    await this.#check();
    if (this.#problem) throw this.#problem;
  }

  #check(): Promise<void> {
    this.#checking ??= this.#look().finally(() => {
      this.#checked = performance.now();
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    try {
      const fingerprint = await this.#location.fingerprint();
      if (fingerprint === undefined) throw this.#gone();
      if (fingerprint === this.#lease.fingerprint) {
        this.#problem = undefined;
        return;
      }
      const next = await openLease(this.#location);
      const methods = methodsOf(this.#lease);
      if (methodsOf(next) !== methods) {
        await retire(next);
        throw new TseriniError(
          'INDEX',
          `the index at this place is not for ${methods}: ${this.#location.name}`,
        );
      }
      const last = this.#lease;
      this.#lease = next;
      this.#problem = undefined;
      await retire(last);
    } catch (error) {
      this.#problem =
        error instanceof TseriniError ? error : new TseriniError('INTERNAL', String(error), { cause: error });
    }
  }

  #gone(): TseriniError {
    const { name } = this.#location;
    const message = `the index is no longer at its place; once it is back, it is used again: ${name}`;
    return new TseriniError('INDEX', message, { value: name });
  }

  /** Closes it once the work under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#problem ??= new TseriniError('CLOSED', `this index was closed: ${this.#location.name}`);
    await this.#checking;
    await retire(this.#lease);
    await this.#location.close?.();
  }
}

async function openLease(location: IndexLocation): Promise<Lease> {
  // Before it is opened: a commit in between is then seen at the next look.
  const fingerprint = (await location.fingerprint()) ?? '';
  return { indexes: await location.open(), fingerprint, users: 0, retired: false };
}

const methodsOf = ({ indexes }: Lease) => indexes.map(({ method }) => method).join(' and ');

async function retire(lease: Lease): Promise<void> {
  lease.retired = true;
  await closeUnused(lease);
}

async function closeUnused(lease: Lease): Promise<void> {
  if (lease.retired && lease.users === 0) await Promise.all(lease.indexes.map((index) => index.close()));
}
