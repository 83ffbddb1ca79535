import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expandPath } from '../../util/files/expand-path.js';
import { checkAddress, checkKey } from '../../util/secret.js';

/** Settings of the Hugging Face Hub, from the environment variables of Python's huggingface_hub. */
export interface HubSettings {
  /** The Hub's address, without a slash at the end. */
  readonly endpoint: string;
  readonly cacheFolder: string;
  readonly token: string | undefined;
  /** Send no requests; use the cache only. */
  readonly offline: boolean;
}

const isTrue = (value: string | undefined) => /^(1|on|yes|true)$/i.test(value ?? '');

/**
 * Reads HF_ENDPOINT, HF_HUB_CACHE, HF_HOME, HF_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE and the token file. `~` and variables in
 * paths are expanded as huggingface_hub expands them.
 * @throws TseriniError `USAGE`, `INPUT` for an address or a token that cannot be used
 */
export async function hubSettings(): Promise<HubSettings> {
  const { env } = process;
  return {
    endpoint: checkAddress('HF_ENDPOINT', env.HF_ENDPOINT || 'https://huggingface.co'),
    cacheFolder: hubCache(),
    token: await readToken(env, hubHome()),
    offline: isOffline(),
  };
}

/** Whether HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is set. */
export function isOffline(): boolean {
  return isTrue(process.env.HF_HUB_OFFLINE) || isTrue(process.env.TRANSFORMERS_OFFLINE);
}

/** The folder of the models. */
export function hubCache(): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE } = process.env;
  return expandPath(HF_HUB_CACHE ?? HUGGINGFACE_HUB_CACHE ?? join(hubHome(), 'hub'));
}

function hubHome(): string {
  const { HF_HOME, XDG_CACHE_HOME } = process.env;
  return expandPath(HF_HOME ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface'));
}

/** HF_TOKEN, or the token that `hf auth login` stored. */
async function readToken(env: NodeJS.ProcessEnv, home: string): Promise<string | undefined> {
  const given = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'].find((name) => env[name]);
  if (given && env[given]!.trim() !== '') return checkKey(given, env[given]!);
  if (isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined;
  const path = expandPath(env.HF_TOKEN_PATH ?? join(home, 'token'));
  const stored = await readFile(path, 'utf8').catch(() => '');
  return stored.trim() === '' ? undefined : checkKey(`the token in ${path}`, stored, 'INPUT');
}
