import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../util/files/cache-folder.js';
import { decisiveFiles, modelSha256 } from './fingerprint.js';

/** A smaller model is hashed each time, in less than a tenth of a second. */
const smallModel = 64 << 20;

/**
 * {@link modelSha256}, which for a large model takes seconds and is cached: by the paths, sizes and times of its files.
 * @throws TseriniError `NOT_FOUND` or `IO`
 */
export async function cachedModelSha256(folder: string, onnxFile?: string): Promise<string> {
  const key = await stateOf(folder, onnxFile);
  if (key === undefined) return modelSha256(folder, { onnxFile });
  const entry = join(cacheFolder(), 'fingerprints', key);
  const cached = await readFile(entry, 'utf8').catch(() => '');
  if (/^[0-9a-f]{64}$/.test(cached)) return cached;
  const sha256 = await modelSha256(folder, { onnxFile });
  await mkdir(join(entry, '..'), { recursive: true })
    .then(() => writeFile(entry, sha256))
    .catch(() => {
      // Without room for it, it is computed again.
    });
  return sha256;
}

/** Undefined for a model that is small or cannot be read. */
async function stateOf(folder: string, onnxFile: string | undefined): Promise<string | undefined> {
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for (const name of await decisiveFiles(folder, onnxFile)) {
      const { size, mtimeMs, ino } = await stat(join(folder, name));
      bytes += size;
      hash.update(`${join(folder, name)} ${size} ${mtimeMs} ${ino}\n`);
    }
    return bytes < smallModel ? undefined : hash.digest('hex');
  } catch {
    return undefined;
  }
}
