import fc from 'fast-check';

// Tar archives entry by entry: names, kinds, sizes and checksums that are not what they should be.

const sizeOf = (size: number) => `${size.toString(8).padStart(11, '0')}\0`;
const name = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('x/a', 'x/b', 'x/c/d', 'x/', 'x') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '.',
      '..',
      '/',
      '//x',
      '../x',
      'x/../../y',
      'C:x',
      'x\\y',
      'x/é',
      '\xff',
      './x/./a',
    ),
  },
);
const entry = fc.record({
  name,
  prefix: fc.constantFrom('', '', '', '..', '/etc', 'p'.repeat(155)),
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('0', '5') },
    fc.constantFrom(...'\x001234567xgLKSDV'),
  ),
  body: fc.oneof(
    fc.constantFrom('', 'one', 'x'.repeat(511), 'x'.repeat(512), 'x'.repeat(2000)),
    fc.constantFrom(
      '19 path=../outside\n',
      '11 size=-1\n',
      '99 path=x\n',
      '0 \n',
      '16 path=x/\0/y\n',
      '5\n=',
      '12 path=a\nb\n',
    ),
  ),
  size: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '77777777777\0',
        '-0000000001\0',
        '\x80'.padEnd(12, '\0'),
        '\xff'.repeat(12),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(''.padEnd(12, '\0'), 'abc'.padEnd(12, ' '), sizeOf(1), sizeOf(513)),
    },
  ),
  link: fc.constantFrom('', '', '/etc/passwd', '../x'),
  magic: fc.constantFrom('ustar\x0000', 'ustar  \0', '\0\0\0\0\0\0\0\0', 'other\x0000'),
  sumLie: fc.constantFrom(0, 0, 0, 0, 0, 1),
});

function header(of: {
  name: string;
  prefix: string;
  kind: string;
  body: string;
  size: string | undefined;
  link: string;
  magic: string;
  sumLie: number;
}): Buffer {
  const block = Buffer.alloc(512);
  const put = (text: string, at: number, length: number) => block.write(text.slice(0, length), at, 'latin1');
  put(of.name, 0, 100);
  put('0000644\0', 100, 8);
  put(of.size ?? sizeOf(of.body.length), 124, 12);
  put(sizeOf(0), 136, 12);
  put(of.kind, 156, 1);
  put(of.link, 157, 100);
  put(of.magic, 257, 8);
  put(of.prefix, 345, 155);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0) + of.sumLie;
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return block;
}

const padded = (body: string) =>
  Buffer.concat([Buffer.from(body, 'latin1'), Buffer.alloc(-body.length & 511)]);

export const oddTar = fc
  .tuple(fc.array(entry, { maxLength: 6 }), fc.constantFrom(1024, 1024, 512, 0, 10_240))
  .map(([entries, end]) =>
    Buffer.concat([...entries.flatMap((one) => [header(one), padded(one.body)]), Buffer.alloc(end)]),
  );
