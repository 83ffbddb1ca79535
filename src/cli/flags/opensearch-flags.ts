import type { OpenSearchConnection } from '../../opensearch/connection.js';
import { checkKey, checkPassword, readSecret } from '../../util/secret.js';
import type { Flags, OptionTable } from '../command.js';
import { given, text, wholeNumber } from '../values.js';

/** Address and credentials of the cluster. */
export const openSearchFlags: OptionTable = {
  url: {
    type: 'string',
    array: true,
    describe: 'Address of the cluster, or of several of its nodes (default: TSERINI_OPENSEARCH_URL)',
  },
  username: { type: 'string', describe: 'User name for the password (default: TSERINI_OPENSEARCH_USERNAME)' },
  'password-file': {
    type: 'string',
    neverCut: true,
    describe: 'File that holds the password (default: TSERINI_OPENSEARCH_PASSWORD)',
  },
  'api-key-file': {
    type: 'string',
    neverCut: true,
    describe: 'File that holds an API key, in place of a password (default: TSERINI_OPENSEARCH_API_KEY)',
  },
  'ca-file': {
    type: 'string',
    describe: 'PEM file of the certificate authority (default: TSERINI_OPENSEARCH_CA_FILE)',
  },
  'request-timeout': { type: 'number', describe: 'Time limit of a request in seconds (default: 120)' },
  retries: {
    type: 'number',
    describe: 'Retries if the cluster is busy or unreachable (default: 8)',
  },
};

/**
 * Reads {@link openSearchFlags}, and the secrets from their files.
 * @throws TseriniError `USAGE`, `NOT_FOUND`, `IO`, `INPUT` (a secret that cannot be used)
 */
export async function readOpenSearchFlags(flags: Flags): Promise<OpenSearchConnection> {
  const passwordFile = text(flags, 'password-file');
  const apiKeyFile = text(flags, 'api-key-file');
  const seconds = wholeNumber(flags, 'request-timeout');
  return given({
    url: flags.url as string[] | undefined,
    username: text(flags, 'username'),
    password: passwordFile && (await readSecret('password file', passwordFile, checkPassword)),
    apiKey: apiKeyFile && (await readSecret('API key file', apiKeyFile, checkKey)),
    caFile: text(flags, 'ca-file'),
    requestTimeoutMs: seconds === undefined ? undefined : 1000 * seconds,
    maxRetries: wholeNumber(flags, 'retries', 0),
  });
}
