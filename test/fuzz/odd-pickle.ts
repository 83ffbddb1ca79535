import fc from 'fast-check';

// Programs of the pickle machine: opcodes in any order, and parts of what torch writes between them.

const op = (code: string) => Buffer.from(code, 'latin1');
const join = (...parts: readonly Buffer[]) => Buffer.concat(parts);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const text = (value: string, lie = 0) => {
  const bytes = Buffer.from(value);
  return join(op('X'), uint32((bytes.length + lie) >>> 0), bytes);
};
const key = fc.constantFrom(0, 1, 2, 3, 255);
const wide = fc.constantFrom(0, 1, 256, 65_536, 0x7fffffff, 0x80000000, 0xffffffff);

/** Opcodes without an argument: those that are read, and all others that pickles know. */
const bare = fc.constantFrom(...'(0N\x88\x89)]}\x85\x86\x87taesuQR\x93b\x94.').map(op);
const refused = fc
  .constantFrom(...'12FILSVPdghijloprB\x8eT\x90\x8f\x91\x81\x82\x83\x84\x92\x96\x97\x98\x00\xff')
  .map(op);

const number = fc.oneof(
  fc.nat(255).map((n) => join(op('K'), Buffer.from([n]))),
  fc.nat(65_535).map((n) => join(op('M'), Buffer.from([n & 255, n >> 8]))),
  wide.map((n) => join(op('J'), uint32(n))),
  fc
    .tuple(fc.uint8Array({ maxLength: 12 }), fc.constantFrom(0, 0, 0, 1, 200))
    .map(([bytes, lie]) => join(op('\x8a'), Buffer.from([(bytes.length + lie) & 255]), Buffer.from(bytes))),
  fc.constantFrom(-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -0).map((value) => {
    const bytes = Buffer.alloc(9);
    bytes.write('G');
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }),
);
const string = fc.oneof(
  fc
    .constantFrom('storage', '0', '1', 'cpu', '', 'a.weight', '../x', 'x'.repeat(30_000))
    .map((one) => text(one)),
  fc.constantFrom(1, 1000, -1, 0x7fffffff).map((lie) => text('weight', lie)),
  fc
    .constantFrom('cpu', 'torch', 'collections')
    .map((one) => join(op('\x8c'), Buffer.from([one.length]), op(one))),
  fc.constantFrom('cpu', '\xff\xfe').map((one) => join(op('U'), Buffer.from([one.length]), op(one))),
);
const memo = fc.oneof(
  key.map((k) => join(op('q'), Buffer.from([k]))),
  key.map((k) => join(op('h'), Buffer.from([k]))),
  wide.map((k) => join(op('r'), uint32(k))),
  wide.map((k) => join(op('j'), uint32(k))),
);
const global = fc
  .constantFrom(
    'collections\nOrderedDict',
    'torch._utils\n_rebuild_tensor_v2',
    'torch._utils\n_rebuild_parameter',
    'torch\nFloatStorage',
    'torch\nLongStorage',
    'os\nsystem',
    'torch._utils._rebuild_tensor_v2\n',
    '__builtin__\neval',
    `${'m'.repeat(30_000)}\nx`,
    'torch',
  )
  .map((name) => op(`c${name}\n`));

/** Lists in themselves, in one another again and again, and very many or very deep ones. */
const knots = fc.constantFrom(
  op(']q\x00h\x00a'),
  join(op(']q\x00'), op('h\x00h\x00\x86q\x00'.repeat(60)), op('h\x00\x93')),
  join(op(']q\x00'), op('h\x00h\x00\x86q\x00'.repeat(60)), op('h\x00h\x00R')),
  op('\x85'.repeat(5000)),
  op(`)${'\x85'.repeat(50_000)}N\x93`),
  op('('.repeat(20_000)),
  op('}'.repeat(20_000)),
  op(`N${'\x94'.repeat(20_000)}`),
  op(`}${'NNs'.repeat(500)}`),
);

const small = fc
  .oneof(
    { weight: 4, arbitrary: fc.nat(6) },
    { weight: 1, arbitrary: fc.constantFrom(255, 65_535, 2 ** 31 - 1) },
  )
  .map((n) => join(op('J'), uint32(n)));
const tuple = (values: fc.Arbitrary<Buffer>) =>
  fc.array(values, { maxLength: 4 }).map((all) => join(op('('), ...all, op('t')));
/** A storage as torch refers to it, and a tensor of it, each part of which may be something else. */
const orElse = (right: fc.Arbitrary<Buffer>) =>
  fc.oneof(
    { weight: 12, arbitrary: right },
    { weight: 1, arbitrary: fc.oneof(number, string, memo, bare, knots) },
  );
const storage = fc
  .tuple(
    orElse(fc.constant(text('storage'))),
    orElse(
      fc.constantFrom('FloatStorage', 'HalfStorage', 'LongStorage').map((name) => op(`ctorch\n${name}\n`)),
    ),
    orElse(fc.constantFrom('0', '1', '2', '9', '../0').map((name) => text(name))),
    orElse(fc.constant(text('cpu'))),
    orElse(small),
  )
  .map((parts) => join(op('('), ...parts, op('tQ')));
const tensor = fc
  .tuple(
    orElse(storage),
    orElse(small),
    orElse(tuple(small)),
    orElse(tuple(small)),
    orElse(fc.constant(op('\x89'))),
  )
  .map((parts) => join(op('ctorch._utils\n_rebuild_tensor_v2\n('), ...parts, op('tR')));

const piece = fc.oneof(
  { weight: 4, arbitrary: bare },
  { weight: 1, arbitrary: refused },
  { weight: 2, arbitrary: number },
  { weight: 2, arbitrary: string },
  { weight: 3, arbitrary: memo },
  { weight: 2, arbitrary: global },
  { weight: 1, arbitrary: knots },
  { weight: 3, arbitrary: tensor },
  { weight: 2, arbitrary: fc.tuple(string, tensor).map(([name, value]) => join(name, value)) },
);
const program = fc.array(piece, { maxLength: 24 }).map((parts) => join(...parts));
const items = fc
  .array(
    fc.tuple(
      fc.constantFrom('a', 'b', 'c').map((name) => text(name)),
      orElse(tensor),
    ),
    { maxLength: 5 },
  )
  .map((pairs) => join(...pairs.flat()));

/** Whole pickles: any program, or a dict of tensors. */
export const oddPickle = fc
  .oneof(
    program,
    fc.tuple(items, program).map(([pairs, rest]) => join(op('\x80\x02}('), pairs, op('u'), rest)),
    items.map((pairs) => join(op('\x80\x02}('), pairs, op('u'))),
  )
  .map((body) => join(body, op('.')));
