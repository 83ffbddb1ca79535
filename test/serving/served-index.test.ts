import { expect, it } from 'vitest';
import { IndexHandle } from '#tserini/serving/index-handle.js';
import type { IndexLocation, OpenImpactIndex, OpenTextIndex } from '#tserini/serving/open-index.js';
import { QueryModel } from '#tserini/serving/query-model.js';
import { ServedIndex } from '#tserini/serving/served-index.js';

/** A location whose index changes with every search, and the indexes that were opened there. */
function changingLocation() {
  let state = 0;
  const closed: number[] = [];
  const handles: IndexHandle[] = [];
  const location: IndexLocation = {
    name: 'changing',
    fingerprint: async () => String(state),
    open: async () => {
      const opened = state;
      const requireOpen = () => expect(closed).not.toContain(opened);
      const index = {
        method: 'bm25',
        documents: 1,
        hasText: true,
        description: { isRecorded: false, documents: 1, fields: ['contents'], stores: [], collections: [] },
        warnings: [],
        search: async () => {
          state++;
          // The handle switches to the new state, and closes the old one once nothing uses it.
          await Promise.all(handles.map((handle) => handle.problem()));
          requireOpen();
          return [{ docid: 'd', score: 1 }];
        },
        docs: async (docids) => {
          requireOpen();
          const contents = `state ${opened}`;
          return new Map(
            docids.map((docid) => [docid, { docid, contents, raw: undefined, get: () => undefined }]),
          );
        },
        explain: async () => undefined,
        getDocumentVector: async () => undefined,
        close: async () => {
          closed.push(opened);
        },
      } satisfies OpenTextIndex;
      return [index];
    },
  };
  return { location, handles, closed };
}

it('reads the documents of a search from the state that was searched, though a commit comes between', async () => {
  const { location, handles, closed } = changingLocation();
  const handle = await IndexHandle.open(location);
  handles.push(handle);
  const index = new ServedIndex('changing', { handles: [handle] });
  for (const state of [0, 1]) {
    const { candidates } = await index.search('d');
    expect(candidates).toMatchObject([{ docid: 'd', snippet: `state ${state}` }]);
    expect(closed).toContain(state);
  }
  await index.close();
  expect(closed).toEqual([0, 1, 2]);
});

it('shows the texts of the text index as it is, also where the impact index stays', async () => {
  const { location, handles } = changingLocation();
  const text = await IndexHandle.open(location);
  handles.push(text);
  const impact = await IndexHandle.open({
    name: 'still',
    fingerprint: async () => '1',
    open: async () => {
      const [index] = (await text.acquire()).indexes;
      const impacts = {
        ...index!,
        method: 'impact',
        hasText: false,
        search: async () => [{ docid: 'd', score: 1 }],
        hasTerm: async () => true,
        docs: async () => new Map(),
        close: async () => {},
      } as OpenImpactIndex;
      return [impacts];
    },
  });
  const index = new ServedIndex('pair', { handles: [impact, text], model: QueryModel.pretokenized() });
  const shown = async () => (await index.search('d', { method: 'impact' })).candidates[0]!.snippet;
  expect([await shown(), await shown()]).toEqual(['state 0', 'state 0']);
  await index.search('d', { method: 'bm25' });
  expect(await shown()).toBe('state 1');
});
