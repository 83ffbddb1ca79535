import { TseriniError } from '../util/errors.js';

/** The formats in which vectors are written, by name. */
export const vectorFormats = [
  'jsonl',
  'seismic',
  'indices',
  'npz',
  'elasticsearch',
  'opensearch',
  'qdrant',
  'vespa',
] as const;

/** A format in which vectors are written. */
export type VectorFormat = (typeof vectorFormats)[number];

/** The formats of vectors that are read. */
export const vectorInputs = ['jsonl', 'indices', 'npz'] as const;

/** A format of vectors that is read. */
export type VectorInput = (typeof vectorInputs)[number];

const lines = /\.(jsonl|ndjson|json)(\.gz)?$/;

/**
 * The format of a file by its name's ending, unless it is given.
 * @param given by name; the ending must fit it
 * @throws TseriniError `USAGE` where the ending says nothing, or another format
 */
export function formatOfOutput(path: string, given?: VectorFormat): VectorFormat {
  const byEnding = path.endsWith('.npz') ? 'npz' : lines.test(path) ? 'jsonl' : undefined;
  const fits = given === undefined || (given === 'npz') === (byEnding === 'npz');
  if (byEnding && fits) return given ?? byEnding;
  const wanted =
    given === 'npz'
      ? '.npz'
      : given
        ? '.jsonl or .ndjson, plain or .gz'
        : '.jsonl, .ndjson (plain or .gz) or .npz (ciff.export writes CIFF)';
  throw new TseriniError(
    'USAGE',
    `${given ?? 'the output'} is written to a name that ends in ${wanted}: ${path}`,
    {
      value: path,
    },
  );
}

/**
 * The format of vectors that are read; a JsonVectorCollection unless the name ends in .npz.
 * @throws TseriniError `USAGE`
 */
export function formatOfInput(path: string, given?: VectorInput): VectorInput {
  const isNpz = path.endsWith('.npz');
  if (given === undefined) return isNpz ? 'npz' : 'jsonl';
  if ((given === 'npz') === isNpz) return given;
  throw new TseriniError('USAGE', `only an npz file has a name that ends in .npz: ${path}`, { value: path });
}
