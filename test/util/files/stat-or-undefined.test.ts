import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { statOrUndefined } from '#tserini/util/files/stat-or-undefined.js';
import { tempFolder } from '../../support/temp.ts';

it('distinguishes what is absent from what cannot be read', async () => {
  const folder = await tempFolder();
  const file = join(folder, 'file');
  await writeFile(file, 'x');
  expect((await statOrUndefined(file))?.size).toBe(1);
  for (const absent of [join(folder, 'other'), join(file, 'below'), 'x'.repeat(5000), 'x\0']) {
    expect(await statOrUndefined(absent)).toBeUndefined();
  }
  // Two links that point at each other: as root, no folder lacks permission.
  await symlink(join(folder, 'a'), join(folder, 'b'));
  await symlink(join(folder, 'b'), join(folder, 'a'));
  await expect(statOrUndefined(join(folder, 'a'))).rejects.toMatchObject({ code: 'IO' });
});
