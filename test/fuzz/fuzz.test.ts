import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { suiteFolder } from '../support/temp.ts';
import { corpusTargets } from './corpus-targets.ts';
import { layoutTargets } from './layout-targets.ts';
import { modelTargets } from './model-targets.ts';
import { contentsFor } from './mutations.ts';
import { tryContents } from './target.ts';
import { textTargets } from './text-targets.ts';

const folder = suiteFolder();

// A taste of `npm run fuzz`, which takes minutes: the same files every time, and none that needs a JVM.
it.each([...modelTargets, ...textTargets, ...corpusTargets, ...layoutTargets])(
  'corrupted files for $name end as they should',
  async (target) => {
    const seeds = await target.seeds();
    const path = join(folder(), target.file);
    for (const seed of seeds) {
      await writeFile(path, (await target.wrap?.(seed)) ?? seed);
      await target.read(path, folder());
    }
    await fc.assert(
      fc.asyncProperty(contentsFor(seeds, target), async (contents) => {
        expect(await tryContents(target, contents, folder())).toBeUndefined();
      }),
      { seed: 1, numRuns: 30 },
    );
  },
);
