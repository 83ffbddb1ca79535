import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { readJson } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { temporaryPath } from '../../util/files/temporary-path.js';
import { renameDurably, writeAtomically } from '../../util/files/write-atomically.js';
import { type Layout, readLayout } from '../modules/layout.js';
import { configures, modulesOf, neededFiles } from '../modules/model-files.js';

// The layout of Python's huggingface_hub: blobs by their hash, and for each commit a folder of links to them.
// https://huggingface.co/docs/huggingface_hub/guides/manage-cache

const commit = /^[0-9a-f]{40}$/;
/** The prompts of a model that has modules. */
const settings = 'config_sentence_transformers.json';

/** One model's or data set's folder in the cache. */
export class HubCache {
  readonly folder: string;

  constructor(
    cacheFolder: string,
    { name }: { readonly name: string; readonly revision?: string | undefined },
    kind: 'models' | 'datasets' = 'models',
  ) {
    this.folder = join(cacheFolder, `${kind}--${name.replaceAll('/', '--')}`);
  }

  snapshot(sha: string): string {
    return join(this.folder, 'snapshots', sha);
  }

  /** The path of a file's contents, by their hash. */
  blob(hash: string): string {
    return join(this.folder, 'blobs', hash);
  }

  /** The commit that a revision resolved to in the last request to the Hub. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (commit.test(revision)) return revision;
    const text = await readFile(join(this.folder, 'refs', revision), 'utf8').catch(() => '');
    return commit.test(text.trim()) ? text.trim() : undefined;
  }

  /**
   * @param onnxFile an exported graph that is asked for
   * @returns the folder of a revision; undefined unless it contains all files that encoding needs
   * @throws TseriniError `MODEL` if it has modules that are not supported
   */
  async completeSnapshot(revision: string, onnxFile?: string): Promise<string | undefined> {
    const sha = await this.commitOf(revision);
    if (!sha) return undefined;
    const folder = this.snapshot(sha);
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    const present: string[] = [];
    for (const name of names) {
      // A link to a deleted blob does not count.
      if ((await statOrUndefined(join(folder, name)))?.isFile()) present.push(name.replaceAll('\\', '/'));
    }
    const layout = await readLayout(
      async (path) => (present.includes(path) ? readJson(join(folder, path), path) : undefined),
      folder,
    );
    // Versions of tserini that knew no prompts left the file out, also where the model has it.
    if (!layout.bare && !present.includes(settings) && !(await this.#isAbsent(sha))) return undefined;
    const needed = neededFiles(present, layout, onnxFile);
    const isWhole = needed && hasTokenizers(needed, layout) && (await shardsAreThere(folder, needed));
    return isWhole ? folder : undefined;
  }

  /** Where huggingface_hub remembers that a commit lacks a file. */
  #absence(sha: string): string {
    return join(this.folder, '.no_exist', sha, settings);
  }

  async #isAbsent(sha: string): Promise<boolean> {
    return (await statOrUndefined(this.#absence(sha))) !== undefined;
  }

  /** Remembers which of the files that count a commit lacks. @param names all that it has */
  async rememberAbsent(sha: string, names: readonly string[]): Promise<void> {
    if (names.includes(settings)) return;
    await mkdir(dirname(this.#absence(sha)), { recursive: true });
    await writeFile(this.#absence(sha), '');
  }

  async remember(revision: string, sha: string): Promise<void> {
    if (revision === sha) return;
    const path = join(this.folder, 'refs', revision);
    await writeAtomically('revision in the cache', path, [sha]);
  }

  /** Adds a file to a commit's folder: as a link, or as a copy if the system allows no links. */
  async link(sha: string, name: string, hash: string): Promise<void> {
    const path = join(this.snapshot(sha), name);
    if (await statOrUndefined(path)) return;
    await mkdir(dirname(path), { recursive: true });
    try {
      await symlink(relative(dirname(path), this.blob(hash)), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && (await statOrUndefined(path))) return;
      if (code !== 'EPERM') throw error;
      const growing = temporaryPath(path, 'partial');
      await copyFile(this.blob(hash), growing);
      await renameDurably(growing, path);
    }
  }
}

/** Whether each module that reads texts has its vocabulary. */
function hasTokenizers(files: readonly string[], layout: Layout): boolean {
  return modulesOf(layout).every((module) => {
    if (configures(module)) return true;
    const { path } = module;
    const prefix = path === '' ? '' : `${path}/`;
    return files.some(
      (name) => name === `${prefix}tokenizer.json` || (name.startsWith(prefix) && name.endsWith('vocab.txt')),
    );
  });
}

async function shardsAreThere(folder: string, needed: readonly string[]): Promise<boolean> {
  const indexes = needed.filter((name) => name.endsWith('.index.json'));
  try {
    for (const index of indexes) {
      const { weight_map: map } = (await readJson(join(folder, index), 'index of weights')) as {
        weight_map: Record<string, string>;
      };
      const shards = Object.values(map).map((shard) => posix.join(posix.dirname(index), shard));
      if (!shards.every((shard) => needed.includes(shard))) return false;
    }
    return true;
  } catch {
    return false;
  }
}
