import { TseriniError } from '../errors.js';
import { readText } from './utf8.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a file of JSON.
 * @param what names it in errors
 * @throws TseriniError `NOT_FOUND`, `IO`, `INPUT` where it is not UTF-8, or `MODEL` where it is not JSON
 */
export async function readJson(path: string, what: string): Promise<unknown> {
  const text = await readText(what, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TseriniError('MODEL', `${what} is not JSON: ${path}`, { value: path, cause: error });
  }
}

/** Reads a file that holds one JSON object. @throws as {@link readJson} */
export async function readJsonObject(path: string, what: string): Promise<JsonObject> {
  const value = await readJson(path, what);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new TseriniError('MODEL', `${what} is not a JSON object: ${path}`, { value: path });
}
