import type { IndexInfo, Method } from '../serving/results.js';

/** An argument of a command line, quoted for a POSIX shell if needed. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** The command that explains the same score. The page does not know the index's folder. */
export function explainCommand(entry: IndexInfo, method: Method, query: string, docid: string): string {
  const encoder = method === 'impact' && entry.encoder ? ['--encoder', entry.encoder] : [];
  const flags = ['--query', query, '--docid', docid, ...encoder];
  return `npx tserini explain --index path/to/${quoted(entry.name)} ${flags.map(quoted).join(' ')}`;
}
