import { TseriniError } from '../../util/errors.js';

/** A data set on the Hugging Face Hub, or a part of it. */
export interface DatasetId {
  /** `owner/name`, or the name alone of an old data set. */
  readonly name: string;
  /** A branch, tag or commit, whose own Parquet files are read. Default: the Hub's branch of converted files. */
  readonly revision: string | undefined;
  readonly config: string | undefined;
  readonly split: string | undefined;
}

/** How a corpus on the Hub begins. */
const scheme = 'hf://';
const pattern =
  /^datasets\/(?<name>\w[\w.-]*\/\w[\w.-]*)(?:@(?<revision>refs\/convert\/parquet|[\w.-]+))?(?:\/(?<config>[^/]+)(?:\/(?<split>[^/]+))?)?\/?$/;

export function isOnHub(path: string): boolean {
  return path.startsWith(scheme);
}

/** @throws TseriniError `USAGE` */
export function parseDatasetId(path: string): DatasetId {
  const { name, revision, config, split } = pattern.exec(path.slice(scheme.length))?.groups ?? {};
  if (!name || name.includes('--') || [name, revision].some((part) => part?.includes('..'))) {
    throw new TseriniError(
      'USAGE',
      `a data set on the Hub is hf://datasets/owner/name, then @revision, /config and /split if wanted, not ${path}`,
      { value: path },
    );
  }
  return { name, revision, config, split };
}

export function formatDatasetId({ name, revision, config, split }: DatasetId): string {
  const parts = [`${name}${revision === undefined ? '' : `@${revision}`}`, config, split];
  return `${scheme}datasets/${parts.filter((part) => part !== undefined).join('/')}`;
}

/**
 * The Parquet files of a configuration and a split, in the order of their names. Names are those of the Hub's converted
 * files, `config/split/0000.parquet`, or of a data set's own, `config/split-00000-of-00002.parquet`, where the folder `data`
 * or none is the configuration `default`.
 * @throws TseriniError `INPUT` where there are none, or several configurations or splits to choose from
 */
export function filesOfPart(id: DatasetId, names: readonly string[]): string[] {
  const files = names.filter((name) => name.endsWith('.parquet')).map((name) => ({ name, ...placeOf(name) }));
  const refuse = (message: string, value?: unknown) => new TseriniError('INPUT', message, { value });
  const shown = formatDatasetId({ ...id, config: undefined, split: undefined });
  const choose = (what: 'config' | 'split', among: typeof files, at: string) => {
    const found = [...new Set(among.map((file) => file[what]))].sort();
    const wanted = id[what] ?? (found.length === 1 ? found[0] : undefined);
    if (found.length === 0) throw refuse(`no .parquet file in ${shown}`);
    const listed = found.map((each) => `${at}/${each}`).join(', ');
    if (wanted === undefined) throw refuse(`several ${what}s in ${at}, name one: ${listed}`, found);
    if (!found.includes(wanted)) throw refuse(`no ${what} ${wanted} in ${at}; available: ${listed}`, wanted);
    return { wanted, files: among.filter((file) => file[what] === wanted) };
  };
  const config = choose('config', files, shown);
  const split = choose('split', config.files, `${shown}/${config.wanted}`);
  if (split.wanted.startsWith('partial-')) {
    throw refuse(
      `the Hub has converted only the first part of ${shown}/${config.wanted}/${split.wanted.slice(8)} to Parquet; ` +
        '@main reads Parquet files of its own, if it has some',
      split.wanted,
    );
  }
  return split.files.map(({ name }) => name).sort();
}

function placeOf(name: string): { config: string; split: string } {
  const folders = name.split('/');
  const file = folders.pop()!;
  const [config = 'data', split] = folders;
  const ofName = file.replace(/\.parquet$/, '').replace(/-\d+-of-\d+(-[0-9a-f]+)?$/, '');
  return { config: config === 'data' ? 'default' : config, split: split ?? ofName };
}
