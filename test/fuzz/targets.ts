import { corpusTargets } from './corpus-targets.ts';
import { javaTargets } from './java-targets.ts';
import { layoutTargets } from './layout-targets.ts';
import { modelTargets } from './model-targets.ts';
import { queryTargets } from './query-targets.ts';
import { serverTargets } from './server-targets.ts';
import type { Target } from './target.ts';
import { textTargets } from './text-targets.ts';

/** Every reader that is fuzzed. */
export const targets: readonly Target[] = [
  ...modelTargets,
  ...textTargets,
  ...corpusTargets,
  ...layoutTargets,
  ...serverTargets,
  ...javaTargets,
  ...queryTargets,
];
