import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Cluster } from '#tserini/opensearch/cluster.js';
import { parseIndexAddress, resolveConnection } from '#tserini/opensearch/connection.js';

const usage = (message: RegExp) => ({ code: 'USAGE', message: expect.stringMatching(message) });

describe('a connection to a cluster', () => {
  it('takes from the environment what it was not given', async () => {
    const environment = {
      TSERINI_OPENSEARCH_URL: 'http://one:9200,https://two:9200/search',
      TSERINI_OPENSEARCH_USERNAME: 'reader',
      TSERINI_OPENSEARCH_PASSWORD: 'pa:ss',
    };
    const settings = await resolveConnection({}, environment);
    expect(settings.urls).toEqual(['http://one:9200', 'https://two:9200/search']);
    const [scheme, token] = settings.headers.authorization!.split(' ');
    expect([scheme, Buffer.from(token!, 'base64').toString()]).toEqual(['Basic', 'reader:pa:ss']);
    const given = await resolveConnection({ url: 'http://three:9200', apiKey: 'key' }, environment);
    expect(given.urls).toEqual(['http://three:9200']);
    expect(given.headers).toEqual({ authorization: 'ApiKey key' });
    expect((await resolveConnection({ url: 'http://three:9200' }, {})).headers).toEqual({});
  });

  it('refuses what is half said or said twice', async () => {
    const url = 'http://one:9200';
    await expect(resolveConnection({}, {})).rejects.toMatchObject(usage(/--url.*TSERINI_OPENSEARCH_URL/));
    await expect(resolveConnection({ url, username: 'a' }, {})).rejects.toMatchObject(
      usage(/--password-file/),
    );
    await expect(resolveConnection({ url, password: 'a' }, {})).rejects.toMatchObject(usage(/--username/));
    const both = { url, username: 'a', password: 'b', apiKey: 'c' };
    await expect(resolveConnection(both, {})).rejects.toMatchObject(usage(/not both/));
    await expect(resolveConnection({ url: 'ftp://one' }, {})).rejects.toMatchObject(usage(/http/));
    await expect(resolveConnection({ url, caFile: '/nowhere.pem' }, {})).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('refuses a password in a url, and does not repeat it', async () => {
    for (const url of [
      'http://me:hunter2@one:9200',
      'me:hunter2@one',
      'hunter2@one',
      'http://me:hunter2@one:x/',
    ]) {
      const error: unknown = await resolveConnection({ url }, {}).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'USAGE' });
      expect(inspect(error, { depth: 10 }), url).not.toContain('hunter2');
    }
    for (const index of ['https://me:hunter2@one:9200/index', 'https://me:hunter2@one:9200']) {
      expect(() => parseIndexAddress(index, {})).toThrow(/password/);
    }
  });

  it('keeps the secret to itself, in what fails and in what is printed', async () => {
    await using cluster = await Cluster.connect({
      url: 'http://127.0.0.1:9',
      username: 'me',
      password: 'hunter2',
      maxRetries: 0,
    });
    const error: unknown = await cluster
      .request({ method: 'GET', path: '/' })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CLUSTER', message: expect.stringContaining('http://127.0.0.1:9') });
    const secrets = ['hunter2', Buffer.from('me:hunter2').toString('base64')];
    for (const text of [
      inspect(error, { depth: 20 }),
      inspect(cluster, { depth: 20 }),
      JSON.stringify(cluster),
    ]) {
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  it('takes secrets without the line break at their end, and refuses what no header can hold', async () => {
    const url = 'http://one:9200';
    const header = async (environment: NodeJS.ProcessEnv) =>
      (await resolveConnection({ url }, environment)).headers.authorization;
    expect(await header({ TSERINI_OPENSEARCH_API_KEY: ' key\n' })).toBe('ApiKey key');
    const user = { TSERINI_OPENSEARCH_USERNAME: 'me\n', TSERINI_OPENSEARCH_PASSWORD: ' p€ß \r\n' };
    expect(await header(user)).toBe(`Basic ${Buffer.from('me: p€ß ').toString('base64')}`);
    await expect(header({ TSERINI_OPENSEARCH_API_KEY: 'hunt€r2' })).rejects.toMatchObject(
      usage(/^TSERINI_OPENSEARCH_API_KEY cannot be used: its character 5 is a space or not printable ASCII$/),
    );
    await expect(header({ ...user, TSERINI_OPENSEARCH_PASSWORD: 'hun\nter2' })).rejects.toMatchObject(
      usage(/^TSERINI_OPENSEARCH_PASSWORD cannot be used: its character 4 is a control character$/),
    );
    await expect(header({ ...user, TSERINI_OPENSEARCH_USERNAME: 'a:b' })).rejects.toMatchObject(
      usage(/colon/),
    );
    await expect(resolveConnection({ url, apiKey: ' \n' }, {})).rejects.toMatchObject(
      usage(/^the api key is empty$/),
    );
  });
});

describe('an index by its url', () => {
  it('is split into the cluster and the name', () => {
    expect(parseIndexAddress('https://host:9200/nfcorpus', {})).toEqual({
      index: 'nfcorpus',
      connection: { url: 'https://host:9200' },
    });
    expect(parseIndexAddress('https://host/search/nfcorpus/', { maxRetries: 2 })).toEqual({
      index: 'nfcorpus',
      connection: { url: 'https://host/search', maxRetries: 2 },
    });
    expect(parseIndexAddress('nfcorpus', {})).toEqual({ index: 'nfcorpus', connection: {} });
  });

  it.each(['NFCorpus', 'a,b', '*', '_all', '-a', 'a b', '', 'http://host:9200', 'http://host:9200/a*'])(
    'cannot be %s',
    (index) => {
      expect(() => parseIndexAddress(index, {})).toThrow(/index/);
    },
  );
});
