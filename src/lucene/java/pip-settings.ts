import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TseriniError } from '../../util/errors.js';

/** A package index of Python. */
export interface PythonIndex {
  /** Without a slash at its end, and without a log-in. */
  readonly url: string;
  /** The header that its log-in makes. */
  readonly authorization: string | undefined;
}

/** pip's configuration files, those that override others first. @see https://pip.pypa.io/en/stable/topics/configuration/ */
function configurationFiles(): string[] {
  const home = homedir();
  const { PIP_CONFIG_FILE, VIRTUAL_ENV, XDG_CONFIG_HOME, APPDATA, ProgramData } = process.env;
  const usual = {
    win32: [
      join(APPDATA ?? join(home, 'AppData/Roaming'), 'pip/pip.ini'),
      join(home, 'pip/pip.ini'),
      join(ProgramData ?? 'C:/ProgramData', 'pip/pip.ini'),
    ],
    darwin: [
      join(home, 'Library/Application Support/pip/pip.conf'),
      join(home, '.config/pip/pip.conf'),
      join(home, '.pip/pip.conf'),
      '/Library/Application Support/pip/pip.conf',
    ],
    linux: [
      join(XDG_CONFIG_HOME ?? join(home, '.config'), 'pip/pip.conf'),
      join(home, '.pip/pip.conf'),
      '/etc/xdg/pip/pip.conf',
      '/etc/pip.conf',
    ],
  };
  const { [process.platform as keyof typeof usual]: files = usual.linux } = usual;
  const environment = VIRTUAL_ENV
    ? [join(VIRTUAL_ENV, process.platform === 'win32' ? 'pip.ini' : 'pip.conf')]
    : [];
  return [...(PIP_CONFIG_FILE ? [PIP_CONFIG_FILE] : []), ...environment, ...files];
}

/** `index-url` of a section that downloads read; the one of `download` overrides that of `global`. */
function indexIn(text: string): string | undefined {
  const found: Record<string, string> = {};
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? section;
    const value = /^\s*index[-_]url\s*[=:]\s*(\S+)/.exec(line)?.[1];
    if (value) found[section] = value;
  }
  return found.download ?? found.install ?? found.global;
}

/**
 * The index that pip is set to: PIP_INDEX_URL, else `index-url` of its configuration; undefined where neither is there. A
 * log-in in the address becomes a header and appears in no message.
 * @throws TseriniError `USAGE` where it is no address
 */
export async function configuredIndex(): Promise<PythonIndex | undefined> {
  if (process.env.PIP_INDEX_URL) return indexAt('PIP_INDEX_URL', process.env.PIP_INDEX_URL);
  for (const path of configurationFiles()) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const url = indexIn(text);
    if (url) return indexAt(`index-url of ${path}`, url);
  }
  return undefined;
}

function indexAt(source: string, address: string): PythonIndex {
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new TseriniError('USAGE', `${source} is not a url that begins with http:// or https://`);
  }
  const login = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = '';
  parsed.password = '';
  return {
    url: parsed.href.replace(/\/+$/, ''),
    authorization: login === ':' ? undefined : `Basic ${Buffer.from(login).toString('base64')}`,
  };
}
