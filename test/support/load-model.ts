import { planModel } from '#tserini/model/modules/plan.js';
import { loadExportedModel } from '#tserini/model/runtime/exported-model.js';
import {
  loadSpladeModel,
  type SpladeModel,
  type SpladeModelOptions,
} from '#tserini/model/runtime/splade-model.js';

/** Loads what encodes a model's documents, on this thread. */
export async function loadModel(
  folder: string,
  options: SpladeModelOptions = {},
  onnxFile?: string,
): Promise<SpladeModel> {
  const { encoder } = await planModel({ folder, ...(onnxFile ? { onnxFile } : {}) }, 'document');
  if (encoder.kind !== 'transformer') throw new Error(`no transformer in ${folder}`);
  return encoder.onnxFile ? loadExportedModel(encoder, options) : loadSpladeModel(encoder, options);
}
