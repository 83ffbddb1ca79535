import { TseriniError } from '../../util/errors.js';
import type { UniCoilPlan } from '../modules/plan.js';
import { exportedTokenizer } from '../tokenizer/exported-tokenizer.js';
import { positions } from './exported-model.js';
import { openSession, type Session } from './onnx.js';
import { type SpladeModelOptions, sessionOptions } from './splade-model.js';
import { collectTokens, refuseOptions, type TextModel } from './unicoil-model.js';

/**
 * Loads a uniCOIL model that was exported to ONNX as castorini/unicoil-onnx: from the ids of one text, one weight for each of
 * its tokens.
 * @throws TseriniError `NOT_FOUND`, `IO`, `MODEL`, or `USAGE` for options that it does not have
 */
export async function loadExportedUniCoil(
  { folder, side, onnxFile }: UniCoilPlan & { readonly onnxFile: string },
  options: SpladeModelOptions,
): Promise<TextModel> {
  refuseOptions(options, onnxFile);
  const tokenizer = await exportedTokenizer(folder, false);
  const maxPositions = await positions(folder);
  const session = await openSession(onnxFile, onnxFile, sessionOptions(options));
  try {
    const { inputNames, outputNames } = session;
    const unknown = inputNames.find((name) => !/^(input_?ids|attention_?mask|token_?type_?ids)$/i.test(name));
    if (unknown !== undefined || outputNames.length !== 1) {
      throw unusable(`it has the inputs ${inputNames} and the outputs ${outputNames}`, onnxFile);
    }
    const weigh = async (text: Int32Array) => {
      const weights = await run(session, text, onnxFile);
      return collectTokens(text, weights, side, tokenizer.vocabulary);
    };
    // A first run shows what the output is.
    await weigh(tokenizer.encode('', maxPositions));
    return {
      ...{ tokenizer, maxPositions },
      pooling: undefined,
      textsPerRun: 1,
      weigh: async ([text]) => [await weigh(text!)],
      close: () => session.close(),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function run(session: Session, text: Int32Array, path: string): Promise<Float32Array> {
  const shape = [1, text.length];
  const inputs = session.inputNames.map((name) => {
    const fill = /mask/i.test(name) ? 1n : 0n;
    const isIds = /^input/i.test(name);
    const data = BigInt64Array.from(text, (id) => (isIds ? BigInt(id) : fill));
    return [name, { data, shape }] as const;
  });
  const output = (await session.run(Object.fromEntries(inputs))).get(session.outputNames[0]!)!;
  if (output.data instanceof Float32Array && output.data.length === text.length) return output.data;
  throw unusable(`its output is of the shape [${output.shape}] for ${text.length} tokens`, path);
}

function unusable(why: string, path: string): TseriniError {
  return new TseriniError(
    'MODEL',
    `an exported uniCOIL model takes the ids of a text and gives each a weight; ${why}: ${path}`,
    { value: path },
  );
}
