import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namedQrels } from '#tserini/datasets/published-qrels.js';
import { namedTopics } from '#tserini/datasets/published-topics.js';
import { prebuiltIndexes } from '#tserini/prebuilt/prebuilt-indexes.js';
import { type FileServer, serveFiles } from './file-server.ts';
import { makeTarGz } from './tar-file.ts';

const tables = { index: prebuiltIndexes, topics: namedTopics, qrels: namedQrels };

/** A mirror of small made-up files under published names. */
export interface MadeMirror extends AsyncDisposable {
  readonly url: string;
  readonly requests: string[];
  /** The published names of the files that were asked for, in the order of the requests. */
  fetched(): string[];
  /** Lets a published name stand for these bytes, and not for the published file. */
  publish(kind: keyof typeof tables, name: string, bytes: Buffer | string): void;
  /** The same for an index in a folder. */
  publishIndex(name: string, folder: string): Promise<void>;
}

/** Starts a mirror. Disposing of it gives the names their published files again. */
export async function startMadeMirror(): Promise<MadeMirror> {
  const files: Record<string, Buffer> = {};
  const before = Object.values(tables).map(
    (table) => [table as Map<string, object>, new Map<string, object>(table)] as const,
  );
  const server: FileServer = await serveFiles(files);
  const publish: MadeMirror['publish'] = (kind, name, contents) => {
    const bytes = Buffer.from(contents as Buffer);
    const hash = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    const path = `/made.example/${kind}/${name}.tar.gz`;
    files[path] = bytes;
    const url = `https:/${path}`;
    const table = tables[kind] as Map<string, object>;
    table.set(name, {
      ...table.get(name),
      ...{ size: bytes.length, hash: hash('sha256'), algorithm: 'sha256', md5: hash('md5') },
      ...{ url, urls: [url], otherUrls: [], archive: undefined },
    });
  };
  return {
    url: server.url,
    requests: server.requests,
    fetched: () =>
      server.requests.flatMap((line) => /made\.example\/\w+\/(.*)\.tar\.gz/.exec(line)?.[1] ?? []),
    publish,
    async publishIndex(name, folder) {
      const names = readdirSync(folder).filter((file) => file !== 'write.lock');
      const entries = names.map((file) => ({
        name: `made/${file}`,
        contents: readFileSync(join(folder, file)),
      }));
      publish('index', name, await makeTarGz(entries));
    },
    async [Symbol.asyncDispose]() {
      for (const [table, rows] of before) for (const [name, row] of rows) table.set(name, row);
      await server[Symbol.asyncDispose]();
    },
  };
}
