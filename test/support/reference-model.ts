import type { TestModel, TestTensor } from './checkpoint.ts';
import { type LinearName, sizes } from './test-families.ts';

// A masked-language model's forward pass, written as its papers state it, in double precision and without
// any thought of speed: what the graph is held to.

type Matrix = number[][];

export interface ReferenceOptions {
  readonly pooling?: 'max' | 'sum';
}

/** @returns SPLADE's weights by vocabulary index */
export function referenceWeights(
  model: TestModel,
  ids: readonly number[],
  options: ReferenceOptions = {},
): number[] {
  const { family, tensors } = model;
  const { hidden, linear, norm, activate } = forwardPass(model, ids);
  const transformed = activate(linear(hidden, { name: family.dense }), family.headActivation);
  const features = norm(transformed, family.headNorm);
  const decoder = tensors.get(family.decoder) ?? tensors.get(family.words)!;
  return Array.from(tensors.get(family.decoderBias)!.data, (b, id) => {
    const saturated = features.map((v) => Math.log(1 + Math.max(0, dot(row(decoder, id), v) + b)));
    return options.pooling === 'sum' ? sum(saturated) : Math.max(...saturated);
  });
}

/** @returns uniCOIL's weight of each token. @param pad the id that no token attends to */
export function referenceTokenWeights(model: TestModel, ids: readonly number[], pad: number): number[] {
  const { hidden, linear } = forwardPass(model, ids, pad);
  return linear(hidden, { name: 'tok_proj' }).map(([value]) => Math.max(0, value!));
}

const row = ({ data, shape }: TestTensor, i: number) => [...data.slice(i * shape[1]!, (i + 1) * shape[1]!)];

/** The transformer without its head, and what heads are made of. @param unattended the id that no token attends to */
function forwardPass(model: TestModel, ids: readonly number[], unattended?: number) {
  const { family } = model;
  const { rotary } = family;
  const tensor = (name: string): TestTensor => {
    const found = model.tensors.get(name);
    if (!found) throw new Error(`the test model has no ${name}`);
    return found;
  };
  const linear = (x: Matrix, { name, rows }: LinearName): Matrix => {
    const [weight, bias] = [tensor(`${name}.weight`), model.tensors.get(`${name}.bias`)];
    const [start, end] = rows ?? [0, weight.shape[0]!];
    const outputs = Array.from({ length: end - start }, (_, i) => start + i);
    return x.map((v) => outputs.map((out) => (bias?.data[out] ?? 0) + dot(row(weight, out), v)));
  };
  const norm = (x: Matrix, name: string | undefined): Matrix => {
    if (name === undefined) return x;
    const old = model.tensors.has(`${name}.gamma`);
    const scale = tensor(`${name}.${old ? 'gamma' : 'weight'}`).data;
    const shift = model.tensors.get(`${name}.${old ? 'beta' : 'bias'}`)?.data;
    return x.map((v) => {
      const mean = sum(v) / v.length;
      const deviation = Math.sqrt(sum(v.map((a) => (a - mean) ** 2)) / v.length + family.epsilon);
      return v.map((a, i) => ((a - mean) / deviation) * scale[i]! + (shift?.[i] ?? 0));
    });
  };
  const activation = String(model.config.hidden_act);
  const activate = (x: Matrix, name = activation) => x.map((v) => v.map(activations[name]!));

  const width = sizes.hidden / sizes.heads;
  /** Turns the pairs (i, i + half) of a head's numbers by angles that grow with the position. */
  const turned = (v: readonly number[], position: number, base: number) => {
    const half = width / 2;
    return v.map((value, i) => {
      const angle = position * base ** (-(i % half) / half);
      const other = i < half ? -v[i + half]! : v[i - half]!;
      return value * Math.cos(angle) + other * Math.sin(angle);
    });
  };
  const attend = (x: Matrix, names: readonly LinearName[], layer: number): Matrix => {
    const [q, k, v] = names.map((name) => linear(x, name)) as [Matrix, Matrix, Matrix];
    const { base, window = Number.POSITIVE_INFINITY } = rotary?.[layer] ?? {};
    const { name: distances, span } = family.distances ?? { name: undefined, span: 0 };
    const table = distances ? Array.from({ length: 2 * span }, (_, i) => row(tensor(distances), i)) : [];
    const [distanceQueries, distanceKeys] = [linear(table, names[0]!), linear(table, names[1]!)];
    const scale = Math.sqrt((distances ? 3 : 1) * width);
    const heads = Array.from({ length: sizes.heads }, (_, head) => {
      const part = (m: Matrix) => m.map((r) => r.slice(head * width, (head + 1) * width));
      const placed = (m: Matrix) => (base ? part(m).map((r, i) => turned(r, i, base)) : part(m));
      const [keys, values] = [placed(k), part(v)];
      const [farQueries, farKeys] = [part(distanceQueries), part(distanceKeys)];
      return placed(q).map((query, i) => {
        const scores = keys.map((key, j) => {
          const place = Math.min(Math.max(i - j + span, 0), 2 * span - 1);
          const far = distances ? dot(query, farKeys[place]!) + dot(key, farQueries[place]!) : 0;
          const bias = family.distanceBias ? row(tensor(family.distanceBias), bucketOf(j - i))[head]! : 0;
          const isHidden = Math.abs(i - j) > window || ids[j] === unattended;
          return isHidden ? Number.NEGATIVE_INFINITY : (dot(query, key) + far) / scale + bias;
        });
        const shares = softmax(scores);
        return values[0]!.map((_, c) => sum(shares.map((s, j) => s * values[j]![c]!)));
      });
    });
    return x.map((_, i) => heads.flatMap((head) => head[i]!));
  };

  const words = tensor(family.words);
  const type = family.types ? row(tensor(family.types), 0) : undefined;
  const places = positionsOf(ids, family.pad);
  let x: Matrix = ids.map((id, i) => {
    const position = family.positions ? row(tensor(family.positions), places[i]!) : [];
    return row(words, id).map((value, j) => value + (position[j] ?? 0) + (type?.[j] ?? 0));
  });
  x = norm(x, family.embeddingNorm);
  if (family.projection) x = linear(x, { name: family.projection });
  for (let i = 0; i < sizes.layers; i++) {
    const { query, key, value, out, firstNorm, up, down, secondNorm } = family.layer(i);
    const attention = (input: Matrix) => linear(attend(input, [query, key, value], i), { name: out });
    const inner = (input: Matrix) => {
      const [first, factor] = up.map((name) => linear(input, name));
      const active = activate(first!);
      return linear(factor ? active.map((v, t) => v.map((a, j) => a * factor[t]![j]!)) : active, {
        name: down,
      });
    };
    if (rotary) {
      x = add(x, attention(norm(x, firstNorm)));
      x = add(x, inner(norm(x, secondNorm)));
    } else {
      x = norm(add(x, attention(x)), firstNorm);
      x = norm(add(x, inner(x)), secondNorm);
    }
  }
  return { hidden: norm(x, family.finalNorm), linear, norm, activate };
}

/** Positions from 0; with a pad from behind it, counting the tokens that are none. */
function positionsOf(ids: readonly number[], pad: number | undefined): number[] {
  if (pad === undefined) return [...ids.keys()];
  let last = pad;
  return ids.map((id) => (id === pad ? pad : ++last));
}

/** T5's bucket of a distance: one for each below 8, then ever wider ones. */
function bucketOf(distance: number): number {
  const far = Math.abs(distance);
  const wider = 8 + Math.floor((Math.log(far / 8) / Math.log(128 / 8)) * 8);
  return (distance > 0 ? 16 : 0) + (far < 8 ? far : Math.min(wider, 15));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, i) => value * b[i]!));
}

function add(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((value, j) => value + b[i]![j]!));
}

function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values);
  const exps = values.map((value) => Math.exp(value - largest));
  const total = sum(exps);
  return exps.map((value) => value / total);
}

/** The error function by its series, to double precision for the arguments that occur here. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= -(x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

const activations: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => Math.max(0, x),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x / (1 + Math.exp(-x)),
  gelu_new: (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};
