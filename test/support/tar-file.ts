import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

export interface TarEntry extends Partial<Header> {
  readonly name: string;
  readonly contents?: Buffer;
}

/** The bytes of a `.tar.gz`, with whatever names and kinds of entry. */
export async function makeTarGz(entries: readonly TarEntry[]): Promise<Buffer> {
  const archive = pack();
  const bytes = buffer(archive);
  for (const { contents, ...header } of entries) archive.entry(header, contents ?? Buffer.alloc(0));
  archive.finalize();
  return gzipSync(await bytes);
}
