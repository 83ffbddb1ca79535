import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocidTable } from '#tserini/run/docid-table.js';

function add(table: DocidTable, docid: string): number {
  const bytes = Buffer.from(docid);
  return table.add(bytes, 0, bytes.length);
}

const docids = fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 200 });

describe('DocidTable', () => {
  it('numbers docids as a Map would, and finds them from another table', () => {
    fc.assert(
      fc.property(docids, docids, (first, second) => {
        const table = new DocidTable();
        const numbers = new Map<string, number>();
        for (const docid of first) {
          const known = numbers.get(docid);
          const number = add(table, docid);
          if (known !== undefined) expect(number).toBe(~known);
          else numbers.set(docid, number);
        }
        expect(table.size).toBe(numbers.size);
        for (const [docid, number] of numbers) expect(table.docid(number)).toBe(docid);
        const other = new DocidTable();
        for (const docid of new Set(second)) {
          expect(table.find(other, add(other, docid))).toBe(numbers.get(docid) ?? -1);
        }
      }),
    );
  });

  it('compares docids by their bytes', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 2 }),
        ([a, b]) => {
          const table = new DocidTable();
          const order = table.compare(add(table, a!), add(table, b!));
          expect(Math.sign(order)).toBe(Math.sign(Buffer.compare(Buffer.from(a!), Buffer.from(b!))));
        },
      ),
    );
  });

  it('is empty after clear, and holds more than it was made for', () => {
    const table = new DocidTable(4);
    const fill = () => Array.from({ length: 5000 }, (_, i) => add(table, `document-${i}`));
    const numbers = fill();
    expect(numbers.at(-1)).toBe(4999);
    table.clear();
    expect(table.size).toBe(0);
    expect(fill()).toEqual(numbers);
  });
});
