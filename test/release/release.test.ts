import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp.ts';

// scripts/release.mjs, on a small package of its own.

const changelog =
  '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- This.\n- That.\n\n## [0.9.0] - 2026-01-02\n\n- First.\n';

async function smallClone(files: Readonly<Record<string, string>> = {}) {
  const folder = await tempFolder();
  mkdirSync(join(folder, 'scripts'));
  copyFileSync(join(import.meta.dirname, '../../scripts/release.mjs'), join(folder, 'scripts/release.mjs'));
  const manifest = { name: 'small', version: '1.0.0-rc.1', license: 'Apache-2.0', files: ['CHANGELOG.md'] };
  const all = {
    'package.json': JSON.stringify(manifest, null, 2),
    'package-lock.json': JSON.stringify({
      ...manifest,
      files: undefined,
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name: 'small', version: manifest.version, license: 'Apache-2.0' } },
    }),
    'CHANGELOG.md': changelog,
    'build.gradle': "dependencies {\n    implementation 'org.example:engine:10.5.0'\n}\n",
    '.gitignore': 'build/\n',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Begin');
  const release = (...args: string[]) =>
    execa(process.execPath, ['scripts/release.mjs', ...args], {
      cwd: folder,
      reject: false,
      all: true,
      env: {
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.org',
      },
    });
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { folder, git, release, text, all };
}

it('prints every step of a dry run, and changes nothing', async () => {
  const { folder, git, release, text, all } = await smallClone();
  const { exitCode, stdout } = await release('1.0.0', '--dry-run');
  expect(exitCode).toBe(0);
  expect(stdout.match(/^would /gm)).toHaveLength(5);
  for (const part of [
    'version 1.0.0',
    '2 entries',
    'small-1.0.0.tgz',
    'small-1.0.0.cdx.json',
    'tag v1.0.0',
  ]) {
    expect(stdout).toContain(part);
  }
  expect(stdout).toContain('npm publish');
  expect(git('status', '--porcelain')).toBe('');
  expect(git('tag')).toBe('');
  expect(existsSync(join(folder, 'build'))).toBe(false);
  for (const [name, before] of Object.entries(all)) expect(text(name)).toBe(before);
});

it('makes a tarball, a list of what is in it, a commit and a tag', async () => {
  const { git, release, text } = await smallClone();
  const { exitCode, all } = await release('1.0.0');
  expect(exitCode, all).toBe(0);
  expect(JSON.parse(text('package.json')).version).toBe('1.0.0');
  expect(JSON.parse(text('package-lock.json')).packages[''].version).toBe('1.0.0');
  expect(text('CHANGELOG.md')).toMatch(
    /## \[Unreleased\]\n\n## \[1\.0\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- This/,
  );
  expect(text('CHANGELOG.md')).toMatch(/- That\.\n\n## \[0\.9\.0\] - 2026-01-02\n\n- First\.\n$/);
  const bill = JSON.parse(text('build/release/1.0.0/small-1.0.0.cdx.json'));
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { name: 'small', version: '1.0.0' } },
  });
  expect(bill.components.map(({ purl }: { purl: string }) => purl)).toContain(
    'pkg:maven/org.example/engine@10.5.0',
  );
  expect(text('build/release/1.0.0/small-1.0.0.tgz.sha256')).toMatch(
    /^[0-9a-f]{64} {2}small-1\.0\.0\.tgz\n$/,
  );
  expect(git('status', '--porcelain')).toBe('');
  expect(git('log', '-1', '--format=%s %D')).toMatch(/^Release 1\.0\.0 .*tag: v1\.0\.0/);
});

it('undoes what it did where a step fails', async () => {
  const { git, release, text } = await smallClone({ 'build.gradle': '' });
  // A hook of git that refuses the commit.
  const hook = join(git('rev-parse', '--absolute-git-dir').trim(), 'hooks/pre-commit');
  mkdirSync(join(hook, '..'), { recursive: true });
  writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const { exitCode, stderr } = await release('1.0.0');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^release: commit, and tag v1\.0\.0: .*undone\)$/m);
  expect(git('status', '--porcelain')).toBe('');
  expect(text('CHANGELOG.md')).toBe(changelog);
});

it.each([
  [['1.0'], /not a version/],
  [['1.0.0-rc.1'], /not newer than 1\.0\.0-rc\.1/],
  [['0.9.9'], /not newer/],
  [[], /usage/],
])('refuses %j', async (args, message) => {
  const { release } = await smallClone();
  expect(await release(...args)).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(message) });
});

it('refuses where nothing is to be released, or something is not committed', async () => {
  const empty = await smallClone({ 'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n' });
  expect((await empty.release('1.0.0')).stderr).toContain('nothing is under [Unreleased]');
  const dirty = await smallClone();
  writeFileSync(join(dirty.folder, 'new.txt'), '');
  expect((await dirty.release('1.0.0')).stderr).toContain('new.txt');
});
