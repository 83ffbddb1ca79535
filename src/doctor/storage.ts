import { access, constants, readdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hubCache, hubSettings, isOffline } from '../model/hub/settings.js';
import { TseriniError } from '../util/errors.js';
import { cacheFolder } from '../util/files/cache-folder.js';
import type { Check } from './check.js';

/** The path, or its nearest parent folder that exists. */
async function existing(path: string): Promise<string> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there || dirname(path) === path ? path : existing(dirname(path));
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

export async function checkModelCache(): Promise<Check> {
  const folder = hubCache();
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('models--'));
  const models = names.map((name) => name.slice('models--'.length).replaceAll('--', '/'));
  const ok = await isWritable(await existing(folder));
  return {
    name: 'Model cache',
    ok,
    needed: false,
    found: `${folder}${ok ? '' : ', which cannot be written to'}${isOffline() ? ', and HF_HUB_OFFLINE is set' : ''}`,
    details: models,
    remedy: ok ? undefined : 'give write permission, or set HF_HOME to another folder',
  };
}

export async function checkHubLogin(): Promise<Check> {
  const login = { name: 'Hub log-in', needed: false };
  try {
    const { endpoint, token } = await hubSettings();
    if (token !== undefined) return { ...login, ok: true, found: `a token for ${endpoint}` };
    const remedy =
      'models that ask for consent, such as naver/splade-v3, need one: hf auth login, or set HF_TOKEN';
    return { ...login, ok: false, found: `no token for ${endpoint}`, remedy };
  } catch (error) {
    if (!(error instanceof TseriniError)) throw error;
    return { ...login, ok: false, found: error.message, remedy: 'set it again, or leave it out' };
  }
}

const leastSpace = 1e9;

/** The disk under this program's cache, and the one under the working folder. */
export async function checkDisk(): Promise<Check> {
  const places = [
    ['working folder', process.cwd()],
    ['cache', await existing(cacheFolder())],
  ] as const;
  const found: string[] = [];
  const full: string[] = [];
  for (const [what, path] of places) {
    const { bavail, bsize } = await statfs(path);
    const free = Number(bavail) * Number(bsize);
    const readOnly = !(await isWritable(path));
    found.push(
      `${what} ${path}: ${(free / 1e9).toFixed(1)} GB free${readOnly ? ', cannot be written to' : ''}`,
    );
    if (free < leastSpace || readOnly) full.push(what);
  }
  const ok = full.length === 0;
  return {
    name: 'Disk',
    ok,
    needed: false,
    found: ok ? 'enough space' : `little space: ${full.join(', ')}`,
    details: found,
    remedy: ok ? undefined : 'free some space, or set other folders (--output, --index, TSERINI_CACHE)',
  };
}
