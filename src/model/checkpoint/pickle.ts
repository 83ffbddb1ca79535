import { TseriniError } from '../../util/errors.js';

/** A reference to a Python object by its module and name. Nothing is imported. */
export class PickleGlobal {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A Python dict. */
export class PickleDict extends Map<PickleValue, PickleValue> {}

/** A reference to an object outside the pickle, such as one of torch's storages. */
export class PickleReference {
  readonly id: PickleValue;
  constructor(id: PickleValue) {
    this.id = id;
  }
}

/** The result of a call that the host allowed and computed. */
export class PickleResult {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** Tuples and lists are both arrays. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleValue[]
  | PickleGlobal
  | PickleDict
  | PickleReference
  | PickleResult
  | typeof mark;

const mark = Symbol('mark');

/** The globals that a pickle may refer to and call. All others are refused by name. */
export interface PickleHost {
  readonly globals: ReadonlySet<string>;
  call(name: string, args: readonly PickleValue[]): PickleValue;
}

/**
 * Reads a pickle of plain data. The stack machine knows only the opcodes of numbers, strings, lists, dicts and calls
 * of the host's functions. Nothing is imported or executed.
 * Opcodes: Lib/pickletools.py of CPython.
 * @throws TseriniError `MODEL` naming the opcode or global that is refused
 */
export function readPickle(bytes: Buffer, host: PickleHost, path: string): PickleValue {
  return new PickleMachine(bytes, host, path).run();
}

/**
 * Limits the memory: one byte of a pickle can create an object of hundreds of bytes. A tensor takes about 40 opcodes.
 */
const maxSteps = 2_000_000;

class PickleMachine {
  readonly #bytes: Buffer;
  readonly #host: PickleHost;
  readonly #path: string;
  readonly #stack: PickleValue[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #at = 0;

  constructor(bytes: Buffer, host: PickleHost, path: string) {
    this.#bytes = bytes;
    this.#host = host;
    this.#path = path;
  }

  run(): PickleValue {
    for (let steps = 0; steps < maxSteps; steps++) {
      const opcode = this.#byte();
      if (opcode === 0x2e) return this.#pop(); // STOP
      const step = opcodes.get(opcode);
      if (!step) throw this.#refuse(`opcode 0x${opcode.toString(16).padStart(2, '0')}`);
      step(this.#view);
    }
    throw this.#refuse(`more than ${maxSteps} opcodes`);
  }

  /** The operations that the opcodes below use. */
  readonly #view = {
    byte: () => this.#byte(),
    take: (length: number) => this.#take(length),
    line: () => {
      const end = this.#bytes.indexOf(0x0a, this.#at);
      if (end < 0) throw this.#damaged();
      return this.#take(end + 1 - this.#at)
        .subarray(0, -1)
        .toString('utf8');
    },
    push: (value: PickleValue) => {
      this.#stack.push(value);
    },
    pop: () => this.#pop(),
    top: () => this.#stack.at(-1) ?? null,
    popToMark: () => {
      const start = this.#stack.lastIndexOf(mark);
      if (start < 0) throw this.#damaged();
      const values = this.#stack.splice(start);
      return values.slice(1);
    },
    remember: (key: number) => {
      this.#memo.set(key, this.#stack.at(-1) ?? null);
    },
    recall: (key: number) => {
      const value = this.#memo.get(key);
      if (value === undefined) throw this.#damaged();
      this.#stack.push(value);
    },
    memoSize: () => this.#memo.size,
    global: (name: string) => {
      if (!this.#host.globals.has(name)) throw this.#refuse(name);
      this.#stack.push(new PickleGlobal(name));
    },
    call: () => {
      const args = this.#pop();
      const callee = this.#pop();
      if (!(callee instanceof PickleGlobal) || !Array.isArray(args))
        throw this.#refuse('a call of something that is not a function');
      this.#stack.push(this.#host.call(callee.name, args));
    },
    damaged: () => this.#damaged(),
  };

  #byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw this.#damaged();
    return value;
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw this.#damaged();
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.#damaged();
    return value;
  }

  #refuse(what: string): TseriniError {
    return new TseriniError(
      'MODEL',
      `refused: ${this.#path} uses ${what}, which a checkpoint of tensors never needs; do not trust this file`,
      { value: what },
    );
  }

  #damaged(): TseriniError {
    return new TseriniError(
      'MODEL',
      `damaged checkpoint, download it again: ${this.#path}: its pickle is incomplete`,
      {
        value: this.#path,
      },
    );
  }
}

type Machine = {
  byte(): number;
  take(length: number): Buffer;
  line(): string;
  push(value: PickleValue): void;
  pop(): PickleValue;
  top(): PickleValue;
  popToMark(): PickleValue[];
  remember(key: number): void;
  recall(key: number): void;
  memoSize(): number;
  global(name: string): void;
  call(): void;
  damaged(): TseriniError;
};

function setItems(machine: Machine, pairs: readonly PickleValue[]): void {
  const dict = machine.top();
  if (!(dict instanceof PickleDict) || pairs.length % 2 === 1) throw machine.damaged();
  for (let i = 0; i < pairs.length; i += 2) dict.set(pairs[i]!, pairs[i + 1]!);
}

function append(machine: Machine, values: readonly PickleValue[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw machine.damaged();
  for (const value of values) list.push(value);
}

function popTuple(machine: Machine, length: number): void {
  machine.push(Array.from({ length }, () => machine.pop()).reverse());
}

function longInteger(bytes: Buffer): number {
  const digits = Buffer.from(bytes).reverse().toString('hex');
  return Number(BigInt.asIntN(bytes.length * 8, BigInt(`0x0${digits}`)));
}

const opcodes: ReadonlyMap<number, (machine: Machine) => void> = new Map<number, (machine: Machine) => void>([
  [0x80, (m) => void m.byte()], // PROTO
  [0x95, (m) => void m.take(8)], // FRAME
  [0x28, (m) => m.push(mark)], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4b, (m) => m.push(m.byte())], // BININT1
  [0x4d, (m) => m.push(m.take(2).readUInt16LE())], // BININT2
  [0x4a, (m) => m.push(m.take(4).readInt32LE())], // BININT
  [0x8a, (m) => m.push(longInteger(m.take(m.byte())))], // LONG1
  [0x47, (m) => m.push(m.take(8).readDoubleBE())], // BINFLOAT
  [0x58, (m) => m.push(m.take(m.take(4).readUInt32LE()).toString('utf8'))], // BINUNICODE
  [0x8c, (m) => m.push(m.take(m.byte()).toString('utf8'))], // SHORT_BINUNICODE
  [0x55, (m) => m.push(m.take(m.byte()).toString('latin1'))], // SHORT_BINSTRING
  [0x29, (m) => m.push([])], // EMPTY_TUPLE
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x7d, (m) => m.push(new PickleDict())], // EMPTY_DICT
  [0x85, (m) => popTuple(m, 1)], // TUPLE1
  [0x86, (m) => popTuple(m, 2)], // TUPLE2
  [0x87, (m) => popTuple(m, 3)], // TUPLE3
  [0x74, (m) => m.push(m.popToMark())], // TUPLE
  [0x61, (m) => append(m, [m.pop()])], // APPEND
  [0x65, (m) => append(m, m.popToMark())], // APPENDS
  [
    0x73, // SETITEM
    (m) => {
      const value = m.pop();
      setItems(m, [m.pop(), value]);
    },
  ],
  [0x75, (m) => setItems(m, m.popToMark())], // SETITEMS
  [0x71, (m) => m.remember(m.byte())], // BINPUT
  [0x72, (m) => m.remember(m.take(4).readUInt32LE())], // LONG_BINPUT
  [0x94, (m) => m.remember(m.memoSize())], // MEMOIZE
  [0x68, (m) => m.recall(m.byte())], // BINGET
  [0x6a, (m) => m.recall(m.take(4).readUInt32LE())], // LONG_BINGET
  [0x51, (m) => m.push(new PickleReference(m.pop()))], // BINPERSID
  [0x63, (m) => m.global(`${m.line()}.${m.line()}`)], // GLOBAL
  [
    0x93, // STACK_GLOBAL
    (m) => {
      const name = m.pop();
      const module = m.pop();
      // Nested lists, each twice in the next, would become a string of exponential length.
      if (typeof module !== 'string' || typeof name !== 'string') throw m.damaged();
      m.global(`${module}.${name}`);
    },
  ],
  [0x52, (m) => m.call()], // REDUCE
  [0x62, (m) => void m.pop()], // BUILD: the state of an OrderedDict, torch's _metadata
]);
