import { GraphBuilder } from '../graph/graph-builder.js';
import { dataType } from '../graph/onnx-proto.js';
import { openSession } from './onnx.js';

const [rows, inner, columns] = [8, 64, 32];

let overflows: Promise<boolean> | undefined;

/**
 * Whether ONNX Runtime's products of uint8 and int8 overflow on this processor: x86 without VNNI adds pairs of them in
 * 16 bits, which saturate (see "When to use S8S8 vs U8U8" in ONNX Runtime's guide to quantization). Weights must then
 * be unsigned. Found out by a product of the largest values.
 */
export function int8ProductsOverflow(): Promise<boolean> {
  overflows ??= largestProduct().then((sums) => sums.some((sum) => sum !== inner * 255 * 127));
  return overflows;
}

async function largestProduct(): Promise<Int32Array> {
  const graph = new GraphBuilder('.');
  const left = graph.node('Cast', ['left'], { to: dataType.uint8 });
  const right = graph.bytes(new Int8Array(inner * columns).fill(127), [inner, columns]);
  graph.rename(graph.node('MatMulInteger', [left, right]), 'product');
  const bytes = graph.build(
    [{ name: 'left', elemType: dataType.int32, shape: [rows, inner] }],
    [{ name: 'product', elemType: dataType.int32, shape: [rows, columns] }],
  );
  const session = await openSession(bytes, 'a product of integers', { threads: 1 });
  try {
    const data = new Int32Array(rows * inner).fill(255);
    const outputs = await session.run({ left: { data, shape: [rows, inner] } });
    return outputs.get('product')!.data as Int32Array;
  } finally {
    await session.close();
  }
}
