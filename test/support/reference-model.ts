import { sizes, type TestModel, type TestTensor } from './checkpoint.ts';

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
  const bert = 'hidden_size' in model.config;
  const tensor = (name: string): TestTensor => {
    const found = model.tensors.get(name);
    if (!found) throw new Error(`the test model has no ${name}`);
    return found;
  };
  const row = ({ data, shape }: TestTensor, i: number) => [...data.slice(i * shape[1]!, (i + 1) * shape[1]!)];
  const linear = (x: Matrix, name: string): Matrix => {
    const [weight, bias] = [tensor(`${name}.weight`), tensor(`${name}.bias`)];
    return x.map((v) => Array.from(bias.data, (b, out) => b + dot(row(weight, out), v)));
  };
  const norm = (x: Matrix, name: string): Matrix => {
    const old = model.tensors.has(`${name}.gamma`);
    const scale = tensor(`${name}.${old ? 'gamma' : 'weight'}`).data;
    const shift = tensor(`${name}.${old ? 'beta' : 'bias'}`).data;
    return x.map((v) => {
      const mean = sum(v) / v.length;
      const deviation = Math.sqrt(sum(v.map((a) => (a - mean) ** 2)) / v.length + 1e-12);
      return v.map((a, i) => ((a - mean) / deviation) * scale[i]! + shift[i]!);
    });
  };
  const activation = String(model.config.hidden_act ?? model.config.activation);
  const activate = (x: Matrix) => x.map((v) => v.map(activations[activation]!));

  const attend = (x: Matrix, names: readonly string[]): Matrix => {
    const [q, k, v] = names.map((name) => linear(x, name)) as [Matrix, Matrix, Matrix];
    const width = sizes.hidden / sizes.heads;
    const heads = Array.from({ length: sizes.heads }, (_, head) => {
      const part = (m: Matrix) => m.map((r) => r.slice(head * width, (head + 1) * width));
      const values = part(v);
      return part(q).map((query) => {
        const scores = softmax(part(k).map((key) => dot(query, key) / Math.sqrt(width)));
        return values[0]!.map((_, i) => sum(scores.map((s, j) => s * values[j]![i]!)));
      });
    });
    return x.map((_, i) => heads.flatMap((head) => head[i]!));
  };

  const base = bert ? 'bert' : 'distilbert';
  const words = tensor(`${base}.embeddings.word_embeddings.weight`);
  const positions = tensor(`${base}.embeddings.position_embeddings.weight`);
  const type = bert ? row(tensor('bert.embeddings.token_type_embeddings.weight'), 0) : undefined;
  let x: Matrix = ids.map((id, i) =>
    row(words, id).map((value, j) => value + row(positions, i)[j]! + (type?.[j] ?? 0)),
  );
  x = norm(x, `${base}.embeddings.LayerNorm`);
  for (let i = 0; i < sizes.layers; i++) {
    const layer = bert ? `bert.encoder.layer.${i}` : `distilbert.transformer.layer.${i}`;
    const named = (...names: string[]) => names.map((name) => `${layer}.${name}`);
    const qkv = bert
      ? named('attention.self.query', 'attention.self.key', 'attention.self.value')
      : named('attention.q_lin', 'attention.k_lin', 'attention.v_lin');
    const [out, first, up, down, second] = bert
      ? named(
          'attention.output.dense',
          'attention.output.LayerNorm',
          'intermediate.dense',
          'output.dense',
          'output.LayerNorm',
        )
      : named('attention.out_lin', 'sa_layer_norm', 'ffn.lin1', 'ffn.lin2', 'output_layer_norm');
    x = norm(add(x, linear(attend(x, qkv), out!)), first!);
    x = norm(add(x, linear(activate(linear(x, up!)), down!)), second!);
  }
  const transform = bert ? 'cls.predictions.transform.dense' : 'vocab_transform';
  const headNorm = bert ? 'cls.predictions.transform.LayerNorm' : 'vocab_layer_norm';
  const features = norm(activate(linear(x, transform)), headNorm);
  const own = model.tensors.get(`${bert ? 'cls.predictions.decoder' : 'vocab_projector'}.weight`);
  const bias = tensor(bert ? 'cls.predictions.bias' : 'vocab_projector.bias').data;
  return Array.from(bias, (b, id) => {
    const saturated = features.map((v) => Math.log(1 + Math.max(0, dot(row(own ?? words, id), v) + b)));
    return options.pooling === 'sum' ? sum(saturated) : Math.max(...saturated);
  });
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
  gelu_new: (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};
