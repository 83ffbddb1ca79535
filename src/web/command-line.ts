import type { IndexInfo, Method } from '../serving/results.js';

/** A word of a command line, quoted for a POSIX shell where it must be. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command that explains the same score; the page does not know the index's folder. */
export function explainCommand(entry: IndexInfo, method: Method, query: string, docid: string): string {
  const encoder = method === 'impact' && entry.encoder ? ['--encoder', entry.encoder] : [];
  const words = ['--query', query, '--docid', docid, ...encoder];
  return `npx tserini explain --index path/to/${quoted(entry.name)} ${words.map(quoted).join(' ')}`;
}
