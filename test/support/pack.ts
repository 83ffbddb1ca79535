import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const root = join(import.meta.dirname, '../..');

/** A file of the tarball, its path without the folder that npm puts around all. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
}

export interface Packed {
  /** The path of the tarball. */
  readonly tarball: string;
  readonly files: readonly PackedFile[];
  /** Bytes, compressed. */
  readonly size: number;
  /** Bytes of all files. */
  readonly unpackedSize: number;
}

const folder = join(root, 'build/tarball');
let made: Promise<Packed> | undefined;

/**
 * Makes the tarball that would be published, of what is built: `prepack` has no part, which would set up anew. Files that
 * share a process share it.
 */
export function pack(): Promise<Packed> {
  made ??= makeTarball();
  return made;
}

async function makeTarball(): Promise<Packed> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await execa('npm', args, { cwd: root });
  const result: unknown = JSON.parse(stdout);
  // A list up to npm 11; an object by package name after it.
  const [packed] = Array.isArray(result) ? result : Object.values(result as object);
  return { ...packed, tarball: join(folder, packed.filename) };
}

/** The package.json of the project. */
export function manifest(): Record<string, unknown> & { readonly version: string } {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}
