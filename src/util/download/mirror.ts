import { checkAddress } from '../secret.js';

const hub = 'https://huggingface.co';

/**
 * The address of a published file on a mirror, if there is one: HF_ENDPOINT stands for the Hugging Face Hub; below
 * TSERINI_MIRROR each host has a folder, as `wget -x` makes them.
 * @throws TseriniError `USAGE` where a variable holds no address
 */
export function atMirror(url: string): string {
  const { HF_ENDPOINT, TSERINI_MIRROR } = process.env;
  if (HF_ENDPOINT && url.startsWith(`${hub}/`)) {
    return checkAddress('HF_ENDPOINT', HF_ENDPOINT) + url.slice(hub.length);
  }
  if (!TSERINI_MIRROR) return url;
  return `${checkAddress('TSERINI_MIRROR', TSERINI_MIRROR)}/${url.replace(/^https?:\/\//, '')}`;
}
