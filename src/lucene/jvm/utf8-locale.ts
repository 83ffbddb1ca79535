// The JVM reads the file names among its options, and hands file names to the system, in the encoding of the
// process's locale. Node's are UTF-8 whatever the locale says. A service or a container often has none, which
// is C: ASCII alone, in which a path with any other letter is not found.

const isUtf8 = /utf-?8/i;

/** The locale of characters, as setlocale(3) looks for it. */
function characterLocale(): string {
  const { LC_ALL, LC_CTYPE, LANG } = process.env;
  return LC_ALL || LC_CTYPE || LANG || 'C';
}

/**
 * Makes a call that starts a JVM, with a locale of UTF-8 in the environment while it lasts. The JVM asks for it
 * once, as it starts. macOS and Windows have no such setting.
 */
export function inUtf8Locale<T>(call: () => T): T {
  if (process.platform === 'darwin' || process.platform === 'win32' || isUtf8.test(characterLocale())) {
    return call();
  }
  const before = process.env.LC_ALL;
  process.env.LC_ALL = 'C.UTF-8';
  try {
    return call();
  } finally {
    if (before === undefined) delete process.env.LC_ALL;
    else process.env.LC_ALL = before;
  }
}
