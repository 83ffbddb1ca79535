import { TseriniError } from '../../util/errors.js';
import { describeWeights } from '../../vector/quantize.js';
import { type Manifest, readManifest } from './manifest.js';

/** What the manifests beside a collection say about how its vectors were made. */
export type ModelOfVectors = Pick<Manifest, 'model'> &
  Partial<Pick<Manifest, 'quantization'>> & {
    /** The rules by which they were pruned afterwards. */
    readonly pruned?: readonly object[];
  };

/**
 * The model that made all files of a JsonVectorCollection; undefined if a file has no manifest, as those that another
 * program encoded.
 * @throws TseriniError `INPUT` if two models made them, or one with weights of two scales
 */
export async function modelOfVectors(files: readonly string[]): Promise<ModelOfVectors | undefined> {
  const manifests: ModelOfVectors[] = [];
  for (const file of files) {
    const manifest = (await readManifest(`${file.replace(/\.gz$/, '')}.manifest`)) as
      | ModelOfVectors
      | undefined;
    if (typeof manifest?.model?.sha256 !== 'string') return undefined;
    manifests.push(manifest);
  }
  const [first] = manifests;
  const other = manifests.findIndex(({ model }) => model.sha256 !== first!.model.sha256);
  if (other > 0) {
    throw new TseriniError(
      'INPUT',
      `${files[other]} was encoded by ${manifests[other]!.model.name}, and ${files[0]} by ${first!.model.name}: ` +
        'the vectors of two models do not belong in one index',
      { value: files[other] },
    );
  }
  if (!first) return undefined;
  for (const [i, { quantization }] of manifests.entries()) {
    const [before, here] = [first.quantization, quantization];
    if (before === undefined || here === undefined) continue;
    const [others, these] = [describeWeights(before), describeWeights(here)];
    if (others === these) continue;
    throw new TseriniError(
      'INPUT',
      `the weights of ${files[i]} are ${these}, and those of ${files[0]} ${others}: ` +
        'weights of two scales do not belong in one index',
      { value: files[i] },
    );
  }
  return first;
}
