import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startAuthProxy } from '../support/auth-proxy.ts';
import { tserini } from '../support/cli.ts';
import { writeVectors } from '../support/collections.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';
import { tempFolder } from '../support/temp.ts';

const password = 'correct: höchst geheim';
const apiKey = 'VnVhQ2ZHY0JDZGJrU==';
const basic = `Basic ${Buffer.from(`reader:${password}`).toString('base64')}`;

describe.skipIf(!opensearchClassPath)(
  `a cluster behind TLS and a password${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = sharedCluster();

    async function setUp() {
      const folder = await tempFolder();
      const file = async (name: string, text: string) => {
        await writeFile(join(folder, name), text);
        return join(folder, name);
      };
      const input = await writeVectors(join(folder, 'vectors.jsonl'), [
        { id: 'a', vector: [['x', 3]] },
        { id: 'b', vector: [['y', 1]] },
      ]);
      const topics = await file('topics.tsv', '1\tx x\n');
      const output = join(folder, 'run.txt');
      return {
        file,
        index: ['index.opensearch', '--input', input, '--index', 'kept', '--replicas', '0', '--retries', '1'],
        search: [
          ...['search.opensearch', '--index', 'kept', '--topics', topics, '--pretokenized', '--retries', '1'],
          ...['--output', output],
        ],
      };
    }

    it('lets in who has the password or an API key, from a file or the environment', async () => {
      await using proxy = await startAuthProxy(cluster().url, [basic, `ApiKey ${apiKey}`]);
      const { file, index, search } = await setUp();
      const connection = ['--url', proxy.url, '--ca-file', proxy.caFile];
      const byPassword = ['--username', 'reader', '--password-file', await file('password', `${password}\n`)];
      const byKey = ['--api-key-file', await file('key', `${apiKey}\n`)];
      const calls = [
        [[...index, ...connection, ...byPassword], {}],
        [[...search, ...connection, ...byKey], {}],
        [
          search,
          {
            TSERINI_OPENSEARCH_URL: proxy.url,
            TSERINI_OPENSEARCH_CA_FILE: proxy.caFile,
            TSERINI_OPENSEARCH_USERNAME: 'reader',
            TSERINI_OPENSEARCH_PASSWORD: password,
          },
        ],
        [[...search, ...connection], { TSERINI_OPENSEARCH_API_KEY: apiKey }],
      ] as const;
      for (const [args, env] of calls) {
        const before = proxy.accepted.length;
        const { exitCode, stderr, stdout } = await tserini(args, { env });
        expect(exitCode, stderr).toBe(0);
        expect(proxy.accepted.length).toBeGreaterThan(before);
        expectNoSecret(stderr + stdout);
      }
      expect(new Set(proxy.accepted)).toEqual(new Set([basic, `ApiKey ${apiKey}`]));
    });

    it('says in one line that a password, a key or an authority is not the right one', async () => {
      await using proxy = await startAuthProxy(cluster().url, ['only this']);
      const { file, index, search } = await setUp();
      const byPassword = ['--username', 'reader', '--password-file', await file('password', password)];
      const byKey = ['--api-key-file', await file('key', apiKey)];
      const trusted = ['--url', proxy.url, '--ca-file', proxy.caFile];
      const refused =
        /does not accept these credentials \(401\): check --username and --password-file, or --api-key-file$/;
      const calls = [
        [[...index, ...trusted, ...byPassword], refused],
        [[...search, ...trusted, ...byPassword], refused],
        [[...search, ...trusted, ...byKey], refused],
        [[...search, ...trusted], refused],
        [[...search, '--url', proxy.url, ...byPassword], /certificate.*--ca-file/],
        [
          [...search, '--url', proxy.url, '--ca-file', await file('ca.pem', 'none'), ...byPassword],
          /--ca-file|CA file|certificate/,
        ],
        [[...search, '--url', proxy.url, '--ca-file', 'no/such.pem', ...byPassword], /no\/such\.pem/],
        [[...search, '--url', proxy.url.replace('//', '//reader:geheim@')], /must not hold a password/],
        // Plain HTTP to a port that speaks TLS.
        [[...search, '--url', proxy.url.replace('https', 'http'), ...byPassword], /./],
      ] as const;
      for (const [args, said] of calls) {
        const { exitCode, stderr, stdout } = await tserini([...args, '--verbose']);
        expect(exitCode, args.join(' ')).toBeGreaterThan(0);
        expect(stdout).toBe('');
        expect(stderr.split('\n').find((line) => line.startsWith('tserini: '))).toMatch(said);
        expectNoSecret(stderr);
      }
      expect(proxy.accepted).toEqual([]);
    });
  },
);

function expectNoSecret(text: string): void {
  for (const secret of [password, apiKey, basic.slice('Basic '.length), 'geheim']) {
    expect(text).not.toContain(secret);
  }
}
