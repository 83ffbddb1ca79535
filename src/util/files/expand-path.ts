import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';

/**
 * A path with `~`, `~user`, `$NAME` and `${NAME}` replaced, as Python's `os.path.expandvars(os.path.expanduser(path))` does;
 * what is not known stays as it is written.
 */
export function expandPath(path: string, environment: NodeJS.ProcessEnv = process.env): string {
  const withHome = path.replace(/^~([^/]*)/, (written, user: string) => homeOf(user) ?? written);
  return withHome.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (written, name?: string, braced?: string) => {
    return environment[name ?? braced!] ?? written;
  });
}

function homeOf(user: string): string | undefined {
  if (user === '') return homedir().replace(/\/+$/, '');
  try {
    const entries = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
    return entries.find(([name]) => name === user)?.[5]?.replace(/\/+$/, '');
  } catch {
    return undefined;
  }
}
