import { HubApiError, type ListFileEntry } from '@huggingface/hub';
import type { RemoteFile } from '../../util/download/download-file.js';
import { fileError, TseriniError } from '../../util/errors.js';
import type { HubSettings } from './settings.js';

/** A repository of the Hub: a model, or a data set. */
export interface HubRepo {
  readonly kind: 'model' | 'data set';
  /** `owner/name`, or the name alone of an old one. */
  readonly name: string;
}

const hash = { sha256: /^[0-9a-f]{64}$/, 'git-sha1': /^[0-9a-f]{40}$/ } as const;

/** A repository's address on the Hub. */
export function pageOf({ kind, name }: HubRepo, { endpoint }: HubSettings): string {
  return kind === 'model' ? `${endpoint}/${name}` : `${endpoint}/datasets/${name}`;
}

/** A commit by which a repository answers. @throws TseriniError `DOWNLOAD` if it is none, as it becomes a file name */
export function checkCommit(sha: string, repo: HubRepo, settings: HubSettings): void {
  if (!hash['git-sha1'].test(sha)) throw malformed(sha, repo, settings);
}

/**
 * Where a file of a commit is, and its checksum.
 * @throws TseriniError `DOWNLOAD` for a name or a checksum that cannot be: both become paths, and another server than the
 * Hub could send some that lead out of the cache
 */
export function remoteFile(
  { path, size, lfs, oid = '' }: ListFileEntry,
  sha: string,
  repo: HubRepo,
  settings: HubSettings,
): RemoteFile {
  const algorithm = lfs ? 'sha256' : 'git-sha1';
  const found = lfs?.oid ?? oid;
  if (!hash[algorithm].test(found)) throw malformed(found, repo, settings);
  if (/(^|[/\\])\.\.?([/\\]|$)|^[/\\]|\\/.test(path)) throw malformed(path, repo, settings);
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  const url = `${pageOf(repo, settings)}/resolve/${sha}/${escaped}`;
  return { name: path, url, size, hash: found, algorithm };
}

function malformed(found: string, { name }: HubRepo, { endpoint }: HubSettings): TseriniError {
  const message = `${endpoint} sent an invalid hash or name for ${name}: ${JSON.stringify(found)}`;
  return new TseriniError('DOWNLOAD', message, { value: found });
}

/**
 * Converts an error of the Hub, of the network or of the cache to one line with the way out.
 * @param missing the message where the Hub has no such repository or revision, up to the status
 * @param instead what else may be done then
 */
export function hubError(
  error: unknown,
  repo: HubRepo,
  settings: HubSettings,
  { missing, instead = '' }: { readonly missing: string; readonly instead?: string | undefined },
): TseriniError {
  if (error instanceof TseriniError) return error;
  const { kind, name } = repo;
  const options = { value: name, cause: error };
  const page = pageOf(repo, settings);
  const shown = kind === 'model' ? name : `the data set ${name}`;
  if (error instanceof HubApiError) {
    const { statusCode } = error;
    if (statusCode === 401 || statusCode === 403) {
      const reason = settings.token ? 'the token in use has no access' : 'no token was sent';
      return new TseriniError(
        'DOWNLOAD',
        `no access to ${shown} (the Hub answered ${statusCode}, ${reason}): it is private, gated or gone; if it is gated, ` +
          `open ${page}, accept its conditions, and log in with \`hf auth login\` or HF_TOKEN`,
        options,
      );
    }
    if (statusCode === 404) {
      return new TseriniError('NOT_FOUND', `${missing} (the Hub answered 404)${instead}: ${page}`, options);
    }
    const hint = statusCode === 429 ? 'too many requests, try again later' : 'try again later';
    return new TseriniError(
      'DOWNLOAD',
      `the Hub answered ${statusCode} for ${shown}, ${hint}: ${page}`,
      options,
    );
  }
  if ((error as NodeJS.ErrnoException).syscall) return fileError(error, `${kind} cache`, page);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const what = cause instanceof Error ? cause.message : String(cause);
  return new TseriniError('DOWNLOAD', `the Hub cannot be reached for ${shown}: ${what}: ${page}`, options);
}
