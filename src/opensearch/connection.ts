import { readFile } from 'node:fs/promises';
import { fileError, TseriniError } from '../util/errors.js';
import { checkKey, checkPassword } from '../util/secret.js';

/**
 * The address of a cluster, and credentials. What is left out comes from the environment: TSERINI_OPENSEARCH_URL,
 * TSERINI_OPENSEARCH_USERNAME and TSERINI_OPENSEARCH_PASSWORD, or TSERINI_OPENSEARCH_API_KEY, and
 * TSERINI_OPENSEARCH_CA_FILE.
 */
export interface OpenSearchConnection {
  /** The address of the cluster, `https://search.example.org:9200`, or of several of its nodes. */
  readonly url?: string | readonly string[];
  /** For basic authentication, with `password`. */
  readonly username?: string;
  readonly password?: string;
  /** In place of a username and a password. */
  readonly apiKey?: string;
  /** Certificate (PEM) of the authority that signed the cluster's, if the system does not trust it already. */
  readonly caFile?: string;
  /** Milliseconds that the cluster may take to answer a request. Default 120,000. */
  readonly requestTimeoutMs?: number;
  /** How often a request is retried if the cluster is busy (429, 503) or out of reach. Default 8. */
  readonly maxRetries?: number;
}

/** A connection with everything filled in. */
export interface ConnectionSettings {
  /** Addresses without credentials. */
  readonly urls: readonly string[];
  /** The header with the credentials, if there are any. */
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: string | undefined;
  readonly requestTimeoutMs: number;
  readonly maxRetries: number;
}

/** An index and the connection to the cluster that holds it. */
export interface IndexAddress {
  readonly index: string;
  readonly connection: OpenSearchConnection;
}

/** Whether this names an index of a cluster, and not a folder: it starts with `http://` or `https://`. */
export function isClusterUrl(index: string): boolean {
  return /^https?:\/\//i.test(index);
}

/**
 * Splits `https://host:9200/index` into the address of the cluster and the index; another text is the name of an index.
 * @throws TseriniError `USAGE`
 */
export function parseIndexAddress(index: string, connection: OpenSearchConnection): IndexAddress {
  if (!isClusterUrl(index)) return { index: checkIndexName(index), connection };
  const url = parseUrl(index);
  const [, prefix, name] = /^(.*)\/([^/]+)\/?$/.exec(url.pathname) ?? [];
  if (name === undefined) {
    throw new TseriniError('USAGE', `no index in the url: ${index} (https://host:9200/index)`, {
      value: index,
    });
  }
  return {
    index: checkIndexName(decodeURIComponent(name)),
    connection: { ...connection, url: `${url.origin}${prefix}` },
  };
}

/** OpenSearch's own rules for names, which exclude wildcards. */
function checkIndexName(name: string): string {
  const isFit = /^[^-_+.A-Z\\/*?"<>| ,#:][^A-Z\\/*?"<>| ,#:]*$/.test(name) && Buffer.byteLength(name) <= 200;
  if (isFit) return name;
  throw new TseriniError(
    'USAGE',
    `not a name for an index of OpenSearch: "${name}" (lower case, at most 200 bytes, no - _ + or . in front, ` +
      'none of \\ / * ? " < > | , # : and no space)',
    { value: name },
  );
}

function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The error underneath repeats the text, which may hold a password.
    throw new TseriniError('USAGE', `not a url: ${withoutCredentials(text)} (https://host:9200)`);
  }
  if (!isClusterUrl(text)) {
    throw new TseriniError('USAGE', `a cluster's url begins with http:// or https://, not ${url.protocol}`);
  }
  // Every user of the machine can see a command line, and urls get into messages and logs.
  if (url.username !== '' || url.password !== '') {
    throw new TseriniError(
      'USAGE',
      `a url must not hold a password: ${withoutCredentials(text)}; give it by --password-file, ` +
        'TSERINI_OPENSEARCH_PASSWORD or the option password',
    );
  }
  return url;
}

function withoutCredentials(url: string): string {
  return url.replace(/^(.*\/\/)?.*@/, '$1');
}

/**
 * Fills a connection in from the environment and reads its files.
 * @throws TseriniError `USAGE` (no url, or settings that exclude each other), `NOT_FOUND`, `IO` (the CA file)
 */
export async function resolveConnection(
  given: OpenSearchConnection,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ConnectionSettings> {
  const fromEnvironment = (name: string) => environment[`TSERINI_OPENSEARCH_${name}`] || undefined;
  const urls = [given.url ?? fromEnvironment('URL')?.split(/[\s,]+/) ?? []].flat();
  if (urls.length === 0) {
    throw new TseriniError('USAGE', 'no url of the cluster: give --url or set TSERINI_OPENSEARCH_URL');
  }
  const caFile = given.caFile ?? fromEnvironment('CA_FILE');
  const { requestTimeoutMs = 120_000, maxRetries = 8 } = given;
  return {
    urls: urls.map((url) => parseUrl(url).href.replace(/\/$/, '')),
    headers: authorization(given, fromEnvironment),
    ca: caFile === undefined ? undefined : await readSmallFile('CA file', caFile),
    requestTimeoutMs,
    maxRetries,
  };
}

function authorization(
  given: OpenSearchConnection,
  fromEnvironment: (name: string) => string | undefined,
): Record<string, string> {
  // Options override the environment as a whole: parts of two identities do not make one.
  const isGiven = given.apiKey !== undefined || given.password !== undefined;
  const secret = (option: 'apiKey' | 'password', name: string, check: typeof checkKey) => {
    const own = given[option];
    if (own !== undefined) return check(`the ${name.toLowerCase().replace('_', ' ')}`, own);
    const set = isGiven ? undefined : fromEnvironment(name);
    return set && check(`TSERINI_OPENSEARCH_${name}`, set);
  };
  const username = given.username ?? fromEnvironment('USERNAME');
  const password = secret('password', 'PASSWORD', checkPassword);
  const apiKey = secret('apiKey', 'API_KEY', checkKey);
  if (apiKey !== undefined && password !== undefined) {
    throw new TseriniError('USAGE', 'give either an API key or a password for the cluster, not both');
  }
  if (apiKey !== undefined) return { authorization: `ApiKey ${apiKey}` };
  if ((username === undefined) !== (password === undefined)) {
    throw new TseriniError(
      'USAGE',
      username === undefined
        ? 'a password for the cluster needs a username: --username or TSERINI_OPENSEARCH_USERNAME'
        : 'a username for the cluster needs a password: --password-file or TSERINI_OPENSEARCH_PASSWORD',
    );
  }
  if (username === undefined) return {};
  const name = checkPassword('the username of the cluster', username);
  if (name.includes(':')) {
    throw new TseriniError('USAGE', 'the username of the cluster cannot hold a colon, which ends it in HTTP');
  }
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}

async function readSmallFile(what: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileError(error, what, path);
  }
}
