import { readFile } from 'node:fs/promises';
import { type ErrorCode, fileError, TseriniError } from './errors.js';

// What is secret is checked here before anything uses it: a header that cannot be sent makes HTTP clients throw errors that
// quote it, or wait forever. No message of this file repeats a secret.

/**
 * A key or token as headers take it: printable ASCII without white space, which is trimmed at both ends.
 * @param source where it comes from, for messages: `HF_TOKEN`
 * @throws TseriniError with the code, where it is empty or has other characters
 */
export function checkKey(source: string, written: string, code: ErrorCode = 'USAGE'): string {
  const key = written.trim();
  refuseCharacter(source, key, /[^\x21-\x7e]/, 'a space or not printable ASCII', code);
  return key;
}

/**
 * A password, or another part of basic authentication: any characters but control characters, which a line break at its end
 * is not taken for.
 * @throws TseriniError with the code, where it is empty or has a control character
 */
export function checkPassword(source: string, written: string, code: ErrorCode = 'USAGE'): string {
  const password = written.replace(/^\ufeff/, '').replace(/[\r\n]+$/, '');
  refuseCharacter(source, password, /\p{Cc}|\p{Cs}/u, 'a control character', code);
  return password;
}

function refuseCharacter(source: string, text: string, wrong: RegExp, what: string, code: ErrorCode): void {
  if (text === '') throw new TseriniError(code, `${source} is empty`);
  const at = text.search(wrong);
  if (at >= 0) throw new TseriniError(code, `${source} cannot be used: its character ${at + 1} is ${what}`);
}

/**
 * The secret that a file holds.
 * @param what for messages: `password file`
 * @param check what it must be
 * @throws TseriniError `NOT_FOUND`, `IO`; `INPUT` where it cannot be used
 */
export async function readSecret(what: string, path: string, check: typeof checkKey): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw fileError(error, what, path);
  });
  return check(`the ${what} ${path}`, text, 'INPUT');
}

/**
 * An address from the environment, without slashes at its end.
 * @throws TseriniError `USAGE` where it is none, or holds a password, which would get into messages
 */
export function checkAddress(source: string, address: string): string {
  const refuse = (why: string) => new TseriniError('USAGE', `${source} ${why} (https://host/path)`);
  if (!URL.canParse(address)) throw refuse('is not a url');
  const { protocol, username, password } = new URL(address);
  if (!/^https?:$/.test(protocol)) throw refuse('does not begin with http:// or https://');
  if (username !== '' || password !== '') throw refuse('must not hold a password');
  return address.replace(/\/+$/, '');
}
