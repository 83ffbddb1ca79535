import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configuredIndex } from '#tserini/lucene/java/pip-settings.js';
import { tempFolder } from '../../support/temp.ts';

const variables = ['PIP_INDEX_URL', 'PIP_CONFIG_FILE', 'VIRTUAL_ENV', 'HOME', 'XDG_CONFIG_HOME'];
const before = variables.map((name) => process.env[name]);
let folder: string;

beforeEach(async () => {
  folder = await tempFolder();
  for (const name of variables) delete process.env[name];
  process.env.HOME = folder;
});

afterEach(() => {
  for (const [i, name] of variables.entries()) {
    if (before[i] === undefined) delete process.env[name];
    else process.env[name] = before[i];
  }
});

it.each([
  ['[global]\nindex-url = https://a.example/simple/\n', 'https://a.example/simple'],
  ['[global]\r\nindex_url: https://a.example/x\r\n', 'https://a.example/x'],
  ['[global]\nindex-url=https://a.example\n[install]\nindex-url=https://b.example\n', 'https://b.example'],
  ['[list]\nindex-url=https://a.example\n', undefined],
  ['# index-url = https://a.example\n', undefined],
])("reads pip's configuration %j", async (text, url) => {
  process.env.PIP_CONFIG_FILE = join(folder, 'some.conf');
  await writeFile(process.env.PIP_CONFIG_FILE, text);
  // A machine's own file may name one.
  if (url === undefined) expect((await configuredIndex())?.url ?? '').not.toContain('example');
  else expect(await configuredIndex()).toEqual({ url, authorization: undefined });
});

it('takes the variable before the files, that of the environment before that of the user', async () => {
  const at = async (path: string, url: string) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), `[global]\nindex-url = ${url}\n`);
  };
  await at('.config/pip/pip.conf', 'https://user.example');
  expect((await configuredIndex())?.url).toBe('https://user.example');
  await at('venv/pip.conf', 'https://venv.example');
  process.env.VIRTUAL_ENV = join(folder, 'venv');
  expect((await configuredIndex())?.url).toBe('https://venv.example');
  process.env.PIP_INDEX_URL = 'https://variable.example/simple';
  expect((await configuredIndex())?.url).toBe('https://variable.example/simple');
});

it('refuses what is no address, without repeating it', async () => {
  process.env.PIP_INDEX_URL = 'ftp://user:secret@host';
  await expect(configuredIndex()).rejects.toMatchObject({
    code: 'USAGE',
    message: 'PIP_INDEX_URL is not a url that begins with http:// or https://',
  });
});
