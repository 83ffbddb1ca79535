import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../util/errors.js';
import { type JsonObject, readJson, readJsonObject } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import type { ModelSource } from '../model-source.js';
import { readLayout } from './layout.js';
import { modulesOf, neededFiles } from './model-files.js';

/**
 * The files of a model that encoding uses, by their paths inside of its folder.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `MODEL` for modules that are not supported
 */
export async function usedFiles({ folder, onnxFile }: ModelSource): Promise<string[]> {
  const layout = await readLayout((path) => optionalJson(join(folder, path)), folder);
  const paths = new Set(['']);
  for (const { kind, path } of modulesOf(layout)) {
    // Normalize's folder may be empty, which no repository keeps.
    if (kind !== 'normalize' || (await statOrUndefined(join(folder, path)))) paths.add(path);
  }
  const names: string[] = [];
  for (const path of paths) {
    const prefix = path === '' ? '' : `${path}/`;
    names.push(...(await namesIn(join(folder, path))).map((name) => prefix + name));
  }
  return neededFiles(names, layout, onnxFile) ?? [];
}

/** The files in a transformer's folder, and the exported graphs in its folder `onnx`. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    const exported = names.includes('onnx') ? await readdir(join(folder, 'onnx')) : [];
    return [...names, ...exported.map((name) => `onnx/${name}`)];
  } catch (error) {
    throw fileError(error, 'model folder', folder);
  }
}

export async function optionalJson(path: string): Promise<unknown> {
  return (await statOrUndefined(path)) ? readJson(path, 'file of the model') : undefined;
}

export async function optionalObject(path: string): Promise<JsonObject> {
  return (await statOrUndefined(path)) ? readJsonObject(path, 'file of the model') : {};
}
