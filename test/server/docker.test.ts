import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { command } from '#tserini/cli/commands/serve.js';
import { parseIndexDefinition } from '#tserini/cli/index-definitions.js';
import { parseFlags } from '#tserini/cli/parse.js';
import { suiteServer } from '../support/server.ts';

// There is no Docker where these tests run. What the files say is held to what there is.

const root = join(import.meta.dirname, '../..');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const instructions = (name: string) =>
  Array.from(dockerfile.matchAll(new RegExp(`^${name} (.*)$`, 'gm')), ([, rest]) => rest!);
/** The list of an instruction in its JSON form. */
const list = (text: string) => JSON.parse(text.slice(text.indexOf('['))) as string[];
const server = suiteServer();

describe('the Dockerfile', () => {
  it('copies existing files, and starts the built command', () => {
    const copied = instructions('COPY').filter((rest) => !rest.startsWith('--from'));
    expect(copied.length).toBeGreaterThan(0);
    for (const path of copied.flatMap((rest) => rest.split(' ').slice(0, -1))) {
      expect(existsSync(join(root, path)), path).toBe(true);
    }
    const [node, main] = list(instructions('ENTRYPOINT')[0]!);
    expect(node).toBe('node');
    expect(existsSync(join(root, main!))).toBe(true);
  });

  it('has all files of the package except its pages, and nothing that was built elsewhere', () => {
    const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    for (const name of files.filter((file) => /^\w+$/.test(file) && file !== 'docs'))
      expect(last, name).toMatch(new RegExp(`COPY .*\\b${name}\\b`));
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['node_modules', 'dist', 'build', '.git']));
  });

  it('runs as an unprivileged user, with valid flags', () => {
    expect(instructions('USER')).toEqual(['node']);
    const [name, ...flags] = list(instructions('CMD').at(-1)!);
    expect(name).toBe('serve');
    expect(parseFlags('serve', command, flags)).toMatchObject({
      host: '0.0.0.0',
      port: Number(instructions('EXPOSE')[0]),
    });
  });

  it('has a health check that distinguishes a running server from none', async () => {
    const [node, ...args] = list(instructions('HEALTHCHECK')[0]!);
    expect(node).toBe('node');
    const check = (port: string) =>
      execa(
        process.execPath,
        args.map((arg) => arg.replace('8080', port)),
        { reject: false },
      );
    expect((await check(new URL(server().url).port)).exitCode).toBe(0);
    expect((await check('1')).exitCode).toBe(1);
  });
});

it('compose.yaml starts the command with valid flags and a valid path of the index', () => {
  const { services } = parse(readFileSync(join(root, 'compose.yaml'), 'utf8')) as {
    services: { tserini: { command: string[]; volumes: string[] } };
  };
  const [name, ...args] = services.tserini.command;
  const { index } = parseFlags(name!, command, args) as { index: string[] };
  const { path, bm25 } = parseIndexDefinition(index[0]!);
  const mounted = services.tserini.volumes.find((volume) => volume.endsWith(':ro'))!.split(':')[1]!;
  for (const place of [path, bm25!]) expect(place.startsWith(`${mounted}/`)).toBe(true);
});
