import { describe, expect, it } from 'vitest';
import { type BulkItem, sendBulk } from '#tserini/opensearch/bulk.js';
import { Cluster } from '#tserini/opensearch/cluster.js';
import { documentFrequencies } from '#tserini/opensearch/document-frequencies.js';
import {
  countDocuments,
  mergeSegments,
  refreshIndex,
  waitForHealth,
} from '#tserini/opensearch/finish-index.js';
import { IndexGoneError, multiSearch } from '#tserini/opensearch/multi-search.js';
import { switchAlias } from '#tserini/opensearch/physical-index.js';
import { type Answer, answerWith } from '../support/answering-server.ts';

/** Works on a cluster that answers this. @returns the requests that it took */
async function against(
  answers: Readonly<Record<string, readonly Answer[]>>,
  work: (cluster: Cluster) => Promise<void>,
  maxRetries = 1,
): Promise<string[]> {
  await using server = await answerWith(answers);
  await using cluster = await Cluster.connect({ url: server.url, maxRetries });
  await work(cluster);
  return server.requests;
}

const failing = (message: RegExp, code = 'CLUSTER') => ({ code, message: expect.stringMatching(message) });

describe('a shard that does not answer', () => {
  const answer = (failed: number) => ({ body: { count: 7, _shards: { failed } } });

  it('is asked again', async () => {
    const requests = await against({ 'GET /i/_count': [answer(2), answer(0)] }, async (cluster) => {
      expect(await countDocuments(cluster, 'i')).toBe(7);
    });
    expect(requests).toHaveLength(2);
  });

  it('is an error once the tries are spent', async () => {
    const requests = await against({ 'POST /i/_refresh': [answer(2)] }, async (cluster) => {
      await expect(refreshIndex(cluster, 'i')).rejects.toMatchObject(failing(/2 shards of i do not answer/));
    });
    expect(requests).toHaveLength(2);
  });
});

describe('the copies of an index', () => {
  const health = (status: string, nodes: number) => ({ body: { status, number_of_data_nodes: nodes } });
  const asked = 'GET /_cluster/health/i';

  it('are waited for', async () => {
    const answers = { [asked]: [health('red', 2), health('yellow', 2), health('green', 2)] };
    const requests = await against(answers, async (cluster) => {
      expect(await waitForHealth(cluster, 'i', 'green', 60)).toBe('green');
    });
    expect(requests).toHaveLength(3);
  });

  it('are not waited for on one machine, nor longer than was said', async () => {
    for (const [nodes, seconds] of [
      [1, 60],
      [2, -1],
    ] as const) {
      const requests = await against({ [asked]: [health('yellow', nodes)] }, async (cluster) => {
        expect(await waitForHealth(cluster, 'i', 'green', seconds)).toBe('yellow');
      });
      expect(requests).toHaveLength(1);
    }
  });
});

it('waits for a merge until it is done, or the cluster has forgotten it', async () => {
  const start = { 'POST /i/_forcemerge': [{ body: { task: 'node:1' } }] };
  for (const end of [{ body: { completed: true } }, { status: 404, body: { error: 'no task' } }]) {
    const task = 'GET /_tasks/node%3A1';
    const requests = await against({ ...start, [task]: [{ body: { completed: false } }, end] }, (cluster) =>
      mergeSegments(cluster, 'i'),
    );
    expect(requests).toEqual(['POST /i/_forcemerge', task, task]);
  }
});

describe('a bulk request', () => {
  const items: readonly BulkItem[] = ['a', 'b'].map((id, i) => {
    return { id, version: 5 + i, where: `vectors.jsonl:${5 + i}`, lines: '{}\n{}\n' };
  });
  const created = { index: { status: 201, result: 'created' } };
  const bulk = (...answers: readonly object[][]) => ({
    'POST /i/_bulk': answers.map((items) => ({ body: { items } })),
  });
  const conflict = (version: number) => ({
    index: {
      status: 409,
      error: { reason: `[b]: version conflict, current version [${version}] is higher` },
    },
  });

  it('sends again what the cluster was too busy for, and only that', async () => {
    const requests = await against(
      bulk([created, { index: { status: 429 } }], [{ delete: { status: 404, result: 'not_found' } }]),
      async (cluster) => {
        expect(await sendBulk(cluster, 'i', items, 1)).toEqual(['created', 'deleted']);
      },
    );
    expect(requests).toHaveLength(2);
  });

  it('says how often and why it was refused', async () => {
    for (const [error, said] of [
      [{ reason: 'busy\nat (x)' }, /refused 1 documents 2 times \(429, busy\): .*--threads/],
      [{ type: 'busy_exception' }, /\(429, busy_exception\)/],
      [undefined, /\(429, \)/],
    ] as const) {
      await against(
        bulk([created, { index: { status: 429, error } }], [{ index: { status: 429, error } }]),
        (cluster) => expect(sendBulk(cluster, 'i', items, 1)).rejects.toMatchObject(failing(said)),
      );
    }
  });

  it('tells the record that is there already from a later one and from an earlier one', async () => {
    for (const [version, result] of [
      [6, 'present'],
      [7, 'superseded'],
    ] as const) {
      await against(bulk([created, conflict(version)]), async (cluster) => {
        expect(await sendBulk(cluster, 'i', items, 1)).toEqual(['created', result]);
      });
    }
    await against(bulk([created, conflict(5)]), (cluster) =>
      expect(sendBulk(cluster, 'i', items, 1)).rejects.toMatchObject(failing(/document b \(409, /, 'INPUT')),
    );
  });

  it('names the document that is refused, and one that has no answer', async () => {
    for (const [error, said] of [
      [{ reason: 'not in strict' }, /vectors\.jsonl:6: .* document b \(400, not in strict\)/],
      [{ type: 'odd_exception' }, /document b \(400, odd_exception\)/],
      [undefined, /document b \(400, no reason\)/],
    ] as const) {
      await against(bulk([created, { index: { status: 400, error } }]), (cluster) =>
        expect(sendBulk(cluster, 'i', items, 1)).rejects.toMatchObject(failing(said, 'INPUT')),
      );
    }
    await against(bulk([created]), (cluster) =>
      expect(sendBulk(cluster, 'i', items, 1)).rejects.toMatchObject(
        failing(/did not answer for document b/),
      ),
    );
  });
});

describe('searches in one request', () => {
  const hits = { status: 200, hits: { hits: [{ sort: [3, 'a'] }] } };
  const search = (...answers: readonly object[][]) => ({
    'POST /i/_msearch': answers.map((responses) => ({ body: { responses } })),
  });
  const run = (cluster: Cluster) => multiSearch(cluster, 'i', ['{"first":1}', '{"second":2}'], 1);

  it.each<[string, object]>([
    ['is busy', { status: 429, error: { reason: 'busy' } }],
    ['was not done in time', { timed_out: true }],
    ['lacks a shard', { _shards: { failed: 1 } }],
  ])('go again, alone, where one %s', async (_, answer) => {
    const requests = await against(search([hits, answer], [hits]), async (cluster) => {
      expect(await run(cluster)).toEqual([hits, hits]);
    });
    expect(requests).toHaveLength(2);
  });

  it.each<[string, object, RegExp]>([
    [
      'is refused',
      { status: 400, error: { root_cause: [{ reason: 'too many' }] } },
      /search with 400, too many$/,
    ],
    ['is refused by a type', { status: 400, error: { type: 'odd_exception' } }, /400, odd_exception$/],
    ['is refused without a word', { status: 400 }, /400, no reason$/],
    ['is never done in time', { timed_out: true }, /not all shards at .* in time/],
    ['always lacks a shard', { _shards: { failed: 1 } }, /not all shards at/],
  ])('fail where one %s', async (_, answer, said) => {
    await against(search([hits, answer], [answer]), (cluster) =>
      expect(run(cluster)).rejects.toMatchObject(failing(said)),
    );
  });

  it('fail where an answer is missing', async () => {
    await against(search([hits], []), (cluster) =>
      expect(run(cluster)).rejects.toMatchObject(failing(/500, no answer$/)),
    );
  });

  it('tell that the index is gone', async () => {
    for (const error of [
      { type: 'index_not_found_exception' },
      { type: 'index_not_found_exception', reason: 'i' },
    ]) {
      await against(search([hits, { status: 404, error }]), (cluster) =>
        expect(run(cluster)).rejects.toThrow(IndexGoneError),
      );
    }
  });

  it('count documents, none where nothing is said', async () => {
    const answers = search([{ hits: { total: { value: 3 } } }, { hits: {} }]);
    await against(answers, async (cluster) => {
      const found = await documentFrequencies(cluster, 'i', 'scripted', ['x', 'y']);
      expect([...found]).toEqual([
        ['x', 3],
        ['y', 0],
      ]);
    });
  });
});

it('does not take an alias for switched that stands for another index', async () => {
  const answers = {
    'POST /_aliases': [{ status: 400, body: { error: 'refused' } }],
    'GET /name': [{ body: { 'name-old': {} } }],
  };
  await against(answers, (cluster) =>
    expect(switchAlias(cluster, 'name', 'name-new', ['name-old'], false)).rejects.toMatchObject(
      failing(/400, refused/),
    ),
  );
});
