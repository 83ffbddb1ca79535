import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inUtf8Locale } from '#tserini/lucene/jvm/utf8-locale.js';
import { tserini } from '../../support/cli.ts';
import { tempFolder } from '../../support/temp.ts';

const onLinux = process.platform === 'linux';

it.runIf(onLinux)(
  'indexes and searches below a folder of any letters, in a process without a locale',
  async () => {
    const folder = join(await tempFolder(), 'Größe 大きさ');
    mkdirSync(folder);
    await writeFile(
      join(folder, 'vectors.jsonl'),
      '{"id": "d1", "vector": {"a": 2}}\n{"id": "d2", "vector": {"b": 3}}\n',
    );
    await writeFile(join(folder, 'topics.tsv'), '1\tb b\n');
    const env = { LC_ALL: 'C', LANG: 'C' };
    const run = (line: string) =>
      tserini(
        line.split(' ').map((word) => (word.startsWith('@') ? join(folder, word.slice(1)) : word)),
        { env },
      );
    expect(
      await run(
        'index.lucene --collection JsonVectorCollection --input @vectors.jsonl --index @index --impact --pretokenized',
      ),
    ).toMatchObject({ exitCode: 0 });
    expect(
      await run(
        'search.lucene --impact --pretokenized --index @index --topics @topics.tsv --output @run.txt',
      ),
    ).toMatchObject({ exitCode: 0 });
  },
);

describe.runIf(onLinux)('the locale while a JVM starts', () => {
  const names = ['LC_ALL', 'LC_CTYPE', 'LANG'] as const;
  const kept = new Map<string, string | undefined>();
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  beforeEach(() => {
    for (const name of names) kept.set(name, process.env[name]);
    for (const name of names) set(name, undefined);
  });
  afterEach(() => {
    for (const [name, value] of kept) set(name, value);
  });

  it.each([{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, { LC_CTYPE: 'POSIX' }, { LANG: 'de_DE.ISO-8859-1' }, {}])(
    'is of UTF-8 where it is %o, and that again afterwards',
    (given) => {
      for (const [name, value] of Object.entries(given)) set(name, value);
      expect(inUtf8Locale(() => process.env.LC_ALL)).toBe('C.UTF-8');
      expect(() =>
        inUtf8Locale(() => {
          throw new RangeError('no JVM');
        }),
      ).toThrow(RangeError);
      const { LC_ALL, LC_CTYPE, LANG } = process.env;
      expect({ LC_ALL, LC_CTYPE, LANG }).toEqual({
        LC_ALL: undefined,
        LC_CTYPE: undefined,
        LANG: undefined,
        ...given,
      });
    },
  );

  it.each([{ LC_ALL: 'de_DE.UTF-8', LANG: 'C' }, { LC_CTYPE: 'en_GB.utf8' }, { LANG: 'C.UTF-8' }])(
    'stays %o',
    (given) => {
      for (const [name, value] of Object.entries(given)) set(name, value);
      expect(inUtf8Locale(() => process.env.LC_ALL)).toBe('LC_ALL' in given ? given.LC_ALL : undefined);
    },
  );
});
