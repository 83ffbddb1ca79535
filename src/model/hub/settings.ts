import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { getHFHubCachePath } from '@huggingface/hub';

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

/** Reads HF_ENDPOINT, HF_HUB_CACHE, HF_HOME, HF_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE and the token file. */
export async function hubSettings(): Promise<HubSettings> {
  const { env } = process;
  return {
    endpoint: (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    cacheFolder: getHFHubCachePath(),
    token: await readToken(env),
    offline: isTrue(env.HF_HUB_OFFLINE) || isTrue(env.TRANSFORMERS_OFFLINE),
  };
}

/** HF_TOKEN, or the token that `hf auth login` stored. */
async function readToken(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const given = env.HF_TOKEN ?? env.HUGGING_FACE_HUB_TOKEN;
  if (given?.trim()) return given.trim();
  if (isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined;
  const home = env.HF_HOME ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface');
  const stored = await readFile(env.HF_TOKEN_PATH ?? join(home, 'token'), 'utf8').catch(() => '');
  return stored.trim() || undefined;
}
