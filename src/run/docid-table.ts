import { text } from './bytes.js';

/**
 * A set of docids, numbered in the order of addition, stored as bytes in one buffer with an open-addressing hash
 * table beside it: strings are created on request only. Every table uses the same hash, so that a
 * docid hashed on reading a run is looked up in the judgments without hashing it again.
 */
export class DocidTable {
  /** Number of docids. */
  size = 0;
  private bytes: Uint8Array;
  /** `ends[i]` is where docid i ends in `bytes`; it begins where docid i - 1 ends. */
  private ends: Uint32Array;
  private hashes: Int32Array;
  /** Number of a docid plus one, or 0 for a free slot. */
  private slots: Uint32Array;

  constructor(capacity = 16) {
    const slots = 2 ** Math.max(5, 32 - Math.clz32(capacity * 2 - 1));
    this.slots = new Uint32Array(slots);
    this.ends = new Uint32Array(slots / 2);
    this.hashes = new Int32Array(slots / 2);
    this.bytes = new Uint8Array(slots * 8);
  }

  /** Adds a docid. Gives its number, or minus its number minus one (`~number`) if it was there already. */
  add(source: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(source, start, end);
    const slot = this.slotOf(hash, source, start, end);
    const found = this.slots[slot]!;
    if (found !== 0) return -found;
    const begin = this.size === 0 ? 0 : this.ends[this.size - 1]!;
    const newEnd = begin + end - start;
    if (newEnd > this.bytes.length) this.growBytes(newEnd);
    const bytes = this.bytes;
    for (let from = start, to = begin; from < end; from++, to++) bytes[to] = source[from]!;
    this.ends[this.size] = newEnd;
    this.hashes[this.size] = hash;
    this.slots[slot] = ++this.size;
    if (this.size === this.ends.length) this.growTable();
    return this.size - 1;
  }

  /** The number of another table's docid in this one, or -1. */
  find(other: DocidTable, number: number): number {
    const start = other.start(number);
    const slot = this.slotOf(other.hashes[number]!, other.bytes, start, other.ends[number]!);
    return this.slots[slot]! - 1;
  }

  docid(number: number): string {
    return text(this.bytes, this.start(number), this.ends[number]!);
  }

  /** Orders two docids by their bytes, as C's `strcmp` does. */
  compare(a: number, b: number): number {
    const bytes = this.bytes;
    const endA = this.ends[a]!;
    const endB = this.ends[b]!;
    let atA = this.start(a);
    let atB = this.start(b);
    for (; atA < endA && atB < endB; atA++, atB++) {
      const difference = bytes[atA]! - bytes[atB]!;
      if (difference !== 0) return difference;
    }
    return endA - atA - (endB - atB);
  }

  /** Removes all docids; the memory is reused. */
  clear(): void {
    this.size = 0;
    this.slots.fill(0);
  }

  private start(number: number): number {
    return number === 0 ? 0 : this.ends[number - 1]!;
  }

  /** The slot that holds these bytes, or the free one where they belong. */
  private slotOf(hash: number, source: Uint8Array, start: number, end: number): number {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const found = this.slots[slot]!;
      if (found === 0) return slot;
      if (this.hashes[found - 1] === hash && this.equals(found - 1, source, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private equals(number: number, source: Uint8Array, start: number, end: number): boolean {
    const begin = this.start(number);
    if (this.ends[number]! - begin !== end - start) return false;
    const bytes = this.bytes;
    for (let at = start, here = begin; at < end; at++, here++) {
      if (bytes[here] !== source[at]) return false;
    }
    return true;
  }

  private growBytes(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    bytes.set(this.bytes);
    this.bytes = bytes;
  }

  private growTable(): void {
    const slots = this.slots.length * 2;
    const ends = new Uint32Array(slots / 2);
    ends.set(this.ends);
    const hashes = new Int32Array(slots / 2);
    hashes.set(this.hashes);
    this.ends = ends;
    this.hashes = hashes;
    this.slots = new Uint32Array(slots);
    const mask = slots - 1;
    for (let number = 0; number < this.size; number++) {
      let slot = hashes[number]! & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = number + 1;
    }
  }
}

/** FNV-1a (Fowler, Noll, Vo), with a last mix because the table uses the low bits. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = -2128831035;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 16777619);
  return hash ^ (hash >>> 15);
}
