import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TseriniError } from '#tserini/index.js';
import { checkAddress, checkKey, checkPassword, readSecret } from '#tserini/util/secret.js';
import { tempFolder } from '../support/temp.ts';

/** What a check throws, and undefined where it throws nothing. */
function refusal(check: () => unknown): unknown {
  try {
    check();
    return undefined;
  } catch (error) {
    return error;
  }
}

it.each([
  ['a key', checkKey],
  ['a password', checkPassword],
])('%s goes into a header as it is, or is refused without being repeated', (_, check) => {
  const marked = fc.string({ unit: 'binary', minLength: 1 }).map((text) => `hunter${text}2`);
  const spaced = fc
    .tuple(marked, fc.constantFrom('', ' ', '\n', '\r\n', '\n\n'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(spaced, (written) => {
      const error = refusal(() => check('SOURCE', written));
      if (error === undefined) {
        const secret = check('SOURCE', written);
        const value = check === checkKey ? secret : Buffer.from(secret).toString('base64');
        expect(() => new Headers({ authorization: `Bearer ${value}` })).not.toThrow();
        expect(written.startsWith(secret)).toBe(true);
        expect(check('SOURCE', secret)).toBe(secret);
      } else {
        expect(error).toBeInstanceOf(TseriniError);
        expect(inspect(error, { depth: 20 })).not.toContain('hunter');
      }
    }),
  );
});

const passwords = fc
  .string({ unit: 'binary', minLength: 1 })
  .filter((text) => !/[\p{Cc}\p{Cs}\ufeff]/u.test(text));

it('takes every printable character in a key, and any letter in a password', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\x21-\x7e]+$/), (key) => {
      expect(checkKey('SOURCE', ` ${key}\n`)).toBe(key);
    }),
  );
  fc.assert(
    fc.property(passwords, (password) => {
      expect(checkPassword('SOURCE', `${password}\r\n`)).toBe(password);
    }),
  );
});

it('reads a secret from a file that an editor has written', async () => {
  const path = join(await tempFolder(), 'secret');
  await writeFile(path, '\ufeff pass word \n');
  expect(await readSecret('password file', path, checkPassword)).toBe(' pass word ');
  const wrong = (message: string) => ({ code: 'INPUT', message: `the password file ${path} ${message}` });
  await writeFile(path, '\n');
  await expect(readSecret('password file', path, checkPassword)).rejects.toMatchObject(wrong('is empty'));
  await writeFile(path, 'hun ter');
  await expect(readSecret('password file', path, checkKey)).rejects.toMatchObject(
    wrong('cannot be used: its character 4 is a space or not printable ASCII'),
  );
  await expect(readSecret('password file', `${path}x`, checkKey)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it.each([
  ['https://me:hunter2@mirror/hub', /^HF_ENDPOINT must not hold a password/],
  ['hunter2@mirror', /is not a url/],
  ['ftp://mirror/hunter2', /does not begin with http/],
])('refuses the address %s without repeating it', (address, message) => {
  const error = refusal(() => checkAddress('HF_ENDPOINT', address));
  expect(error).toMatchObject({ code: 'USAGE', message: expect.stringMatching(message) });
  expect(inspect(error, { depth: 20 })).not.toContain('hunter2');
  expect(checkAddress('HF_ENDPOINT', 'http://mirror:80/hub//')).toBe('http://mirror:80/hub');
});
