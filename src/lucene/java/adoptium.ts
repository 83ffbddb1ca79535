import { z } from 'zod';
import { atMirror } from '../../util/download/mirror.js';
import { TseriniError } from '../../util/errors.js';
import { ask, parseAnswer } from './ask.js';
import type { JavaArchive, JavaImage, JavaRelease, JavaSource } from './java-archive.js';

const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'mac', win32: 'windows' };
const processors: Readonly<Record<string, string>> = { x64: 'x64', arm64: 'aarch64' };

const answer = z.array(
  z.object({
    binary: z.object({
      package: z.object({
        name: z.string().regex(/^[\w.+-]+\.(?:tar\.gz|zip)$/),
        link: z.url({ protocol: /^https?$/ }),
        size: z.int().positive(),
        checksum: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    }),
  }),
);

/** Eclipse Temurin by Adoptium's interface. @see https://api.adoptium.net/q/swagger-ui/ */
export function adoptium(release: JavaRelease, image: JavaImage): JavaSource {
  const [os, architecture] = [systems[process.platform], processors[process.arch]];
  const what = "Adoptium's list of releases";
  return {
    host: 'api.adoptium.net',
    async find(signal): Promise<JavaArchive> {
      const platform = `${process.platform} ${process.arch}`;
      const query = new URLSearchParams({
        architecture: architecture ?? process.arch,
        image_type: image,
        os: os ?? process.platform,
        vendor: 'eclipse',
      });
      const url = atMirror(`https://api.adoptium.net/v3/assets/latest/${release}/hotspot?${query}`);
      const { text } = await ask(what, url, { signal });
      const parsed = answer.safeParse(parseAnswer(what, url, text));
      const found = parsed.success ? parsed.data[0]?.binary.package : undefined;
      if (!found) {
        const why = parsed.success ? `has no Java ${release} for ${platform}` : 'is not what it should be';
        throw new TseriniError('DOWNLOAD', `${what} ${why} (${url})`, { value: url });
      }
      return { name: found.name, url: atMirror(found.link), size: found.size, sha256: found.checksum };
    },
  };
}
