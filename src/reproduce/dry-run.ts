import { beirDatasets } from '../datasets/beir.js';
import { datasetPath, datasetUrl } from '../datasets/fetch-dataset.js';
import { TseriniError } from '../util/errors.js';
import { planSteps, shellLine } from './plan.js';
import type { ReproduceOptions } from './reproduce.js';
import type { Reproduction } from './reproduction.js';

/**
 * The shell commands that do what {@link reproduce} does; for data that would be downloaded, a comment with its URL.
 * @throws TseriniError `NOT_FOUND` for a data set that is neither published nor given
 */
export function dryRun(reproduction: Reproduction, options: ReproduceOptions): string[] {
  const { data } = reproduction;
  const steps = (path: string) =>
    planSteps(reproduction, path, options.output, options).map(({ command }) =>
      shellLine(['npx', 'tserini', ...command]),
    );
  if (options.data !== undefined) return steps(options.data);
  if ('folder' in data) return steps(data.folder);
  const dataset = beirDatasets.get(data.dataset)!;
  if (!dataset.archive) {
    throw new TseriniError(
      'NOT_FOUND',
      `BEIR does not publish ${dataset.name}: give its folder or zip archive with --data`,
      { value: dataset.name },
    );
  }
  const path = datasetPath(dataset);
  const archive = `${path.slice(0, path.lastIndexOf('.zip'))}.zip`;
  return [
    `# ${datasetUrl(dataset)}`,
    `# is downloaded to ${archive} (md5 ${dataset.archive.md5})`,
    ...steps(path),
  ];
}
