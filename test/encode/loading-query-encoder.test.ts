import { expect, it } from 'vitest';
import { startLoadingQueryEncoder } from '#tserini/encode/load.js';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';

it('returns the vectors of the loaded encoder, and closes it', async () => {
  const loading = await startLoadingQueryEncoder({ encoder: 'splade-tiny' });
  const vector = await loading.encode('aortic aneurysm');
  await using encoder = await SpladeQueryEncoder.load('splade-tiny');
  expect([...vector]).toEqual([...(await encoder.encode('aortic aneurysm'))]);
  await loading.close();
  await expect(loading.encode('aortic aneurysm')).rejects.toMatchObject({ code: 'CLOSED' });
});

it('throws the error of loading for each query, and closes without one', async () => {
  const loading = await startLoadingQueryEncoder({ encoder: 'no/such/model/anywhere' });
  await expect(loading.encode('aortic aneurysm')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(loading.loaded).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await loading.close();
});
