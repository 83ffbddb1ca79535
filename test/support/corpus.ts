import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';

const words = [
  'aneurysm aorta artery blood breast cancer cell cholesterol diet disease dose effect exercise fat fibre fish',
  'green health heart human liver meat milk muscle nut oil patient plant pressure protein rate risk salt sleep',
  'statin stroke study sugar tea therapy tumour vegetable vitamin water 1995 2003 é 日本 🥦',
].flatMap((line) => line.split(' '));

export interface MadeDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Documents of random words, the same for the same seed. */
export function makeDocuments(count: number, longest: number, seed: number): MadeDocument[] {
  const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: longest, size: 'max' });
  return fc
    .sample(fc.tuple(fc.array(fc.constantFrom(...words), { maxLength: 6 }), text), { numRuns: count, seed })
    .map(([title, body], i) => ({ id: `doc-${i}`, title: title.join(' '), text: body.join(' ') }));
}

export async function writeJsonl(path: string, records: readonly unknown[]): Promise<string> {
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}
