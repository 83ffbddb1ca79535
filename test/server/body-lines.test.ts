import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BodyLimits, type BodyLine, bodyLines } from '#tserini/server/body-lines.js';

const limits: BodyLimits = { line: 1 << 20, body: 1 << 30, idleMs: 60_000 };
const { signal } = new AbortController();

async function linesOf(body: Readable, given = limits): Promise<BodyLine[]> {
  const lines: BodyLine[] = [];
  for await (const group of bodyLines(body, given, signal)) lines.push(...group);
  return lines;
}

it('are those of the text, wherever its bytes are cut', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'é', '😀', '\r') });
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (given, sizes) => {
        const bytes = Buffer.from(given);
        const chunks: Buffer[] = [];
        for (let from = 0, i = 0; from < bytes.length; i++) {
          const to = from + sizes[i % sizes.length]!;
          chunks.push(bytes.subarray(from, to));
          from = to;
        }
        const expected = given
          .split('\n')
          .map((line, i) => ({ line: i + 1, text: line }))
          .filter((line) => line.text.trim() !== '');
        expect(await linesOf(Readable.from(chunks))).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

it('passes over a line of 100 MB in little memory, and reads on', async () => {
  const chunk = Buffer.alloc(1 << 16, 'x');
  const before = process.memoryUsage();
  let most = 0;
  const body = Readable.from(
    (function* () {
      for (let i = 0; i < 1600; i++) {
        const { external } = process.memoryUsage();
        most = Math.max(most, external - before.external);
        yield chunk;
      }
      yield Buffer.from('\n{}');
    })(),
  );
  const [first, second] = await linesOf(body);
  expect(first).toMatchObject({
    line: 1,
    problem: { status: 413, message: expect.stringContaining('104,857,600') },
  });
  expect(second).toEqual({ line: 2, text: '{}' });
  expect(most).toBeLessThan(30 << 20);
});
