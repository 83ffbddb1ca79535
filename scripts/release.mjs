// Makes a release: node scripts/release.mjs VERSION [--dry-run]
//
// Sets the version, dates the CHANGELOG, packs the tarball with a list of what is in it (SBOM), commits and tags. Pushing and
// publishing remain to be done by hand; the last lines say how. --dry-run prints every step and changes nothing. A step that
// fails undoes the earlier ones. Run npm test first.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const changed = ['package.json', 'package-lock.json', 'CHANGELOG.md'];

function fail(message) {
  console.error(`release: ${message}`);
  process.exit(1);
}

const read = (name) => readFileSync(join(root, name), 'utf8');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const npm = (...args) =>
  execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const dryRun = process.argv.includes('--dry-run');
const [version, ...others] = process.argv.slice(2).filter((argument) => argument !== '--dry-run');
if (version === undefined || others.length > 0) fail('usage: node scripts/release.mjs VERSION [--dry-run]');

/** Numbers of a semantic version, and its prerelease; undefined where it is none. */
function parse(text) {
  const [, numbers, prerelease] =
    /^((?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2})(?:-([a-z]+(?:\.\d+)?))?$/.exec(text) ?? [];
  return numbers === undefined ? undefined : { numbers, prerelease };
}

function isNewer(a, b) {
  const byNumbers = a.numbers.localeCompare(b.numbers, 'en', { numeric: true });
  if (byNumbers !== 0 || a.prerelease === b.prerelease) return byNumbers > 0;
  if (a.prerelease === undefined || b.prerelease === undefined) return a.prerelease === undefined;
  return a.prerelease.localeCompare(b.prerelease, 'en', { numeric: true }) > 0;
}

const manifest = JSON.parse(read('package.json'));
const asked = parse(version) ?? fail(`not a version such as 1.2.3 or 1.2.3-rc.1: ${version}`);
if (!isNewer(asked, parse(manifest.version)))
  fail(`${version} is not newer than ${manifest.version}, the version here`);
const dirty = git('status', '--porcelain');
if (dirty !== '') fail(`commit or undo first (git checkout -- ${changed.join(' ')}):\n${dirty}`);
const tag = `v${version}`;
if (git('tag', '--list', tag) !== '') fail(`the tag ${tag} is there`);

const changelog = read('CHANGELOG.md');
const [, head, entries, rest] =
  /^(.*?## \[Unreleased\]\n)(.*?)(?=^## \[)(.*)$/ms.exec(`${changelog}## [`) ?? [];
if (entries === undefined) fail('CHANGELOG.md has no section [Unreleased]');
const count = entries.match(/^- /gm)?.length ?? 0;
if (count === 0) fail('nothing is under [Unreleased] in CHANGELOG.md');
const today = new Date().toISOString().slice(0, 10);
const dated = `${head}\n## [${version}] - ${today}\n${entries}${rest.slice(0, -'## ['.length)}`;

const name = `${manifest.name}-${version}`;
const output = join(root, 'build/release', version);
const tarball = join(output, `${name}.tgz`);
const bill = join(output, `${name}.cdx.json`);

/** CycloneDX of the packages that npm installs with this one, and of the jars that are in it. */
function billOfMaterials() {
  const list = JSON.parse(npm('sbom', '--omit', 'dev', '--sbom-format', 'cyclonedx'));
  const jars = read('build.gradle').matchAll(/^ +implementation '([^:]+):([^:]+):([^:]+)'$/gm);
  // npm takes the name of the folder.
  list.metadata.component.name = manifest.name;
  for (const [, group, artifact, release] of jars) {
    const purl = `pkg:maven/${group}/${artifact}@${release}`;
    list.components.push({ 'bom-ref': purl, type: 'library', group, name: artifact, version: release, purl });
  }
  return `${JSON.stringify(list, null, 2)}\n`;
}

const steps = [
  [
    `set the version ${version} (it is ${manifest.version})`,
    () => npm('version', version, '--no-git-tag-version'),
  ],
  [
    `date the ${count} entries of CHANGELOG.md: ## [${version}] - ${today}`,
    () => writeFileSync(join(root, 'CHANGELOG.md'), dated),
  ],
  [
    `pack ${tarball}`,
    () => {
      mkdirSync(output, { recursive: true });
      npm('pack', '--pack-destination', output);
      const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex');
      writeFileSync(`${tarball}.sha256`, `${hash}  ${name}.tgz\n`);
    },
  ],
  [`list what is in it: ${bill}`, () => writeFileSync(bill, billOfMaterials())],
  [`commit, and tag ${tag}`, commit],
];

function commit() {
  git('commit', '--quiet', '--message', `Release ${version}`, '--', ...changed);
  git('tag', '--annotate', tag, '--message', `${manifest.name} ${version}`);
}

const before = new Map(changed.map((file) => [file, read(file)]));
const start = git('rev-parse', 'HEAD');
for (const [i, [what, act]] of steps.entries()) {
  console.log(`${dryRun ? 'would' : `${i + 1}/${steps.length}`} ${what}`);
  if (dryRun) continue;
  try {
    act();
  } catch (error) {
    for (const [file, text] of before) writeFileSync(join(root, file), text);
    git('reset', '--quiet', start);
    rmSync(output, { recursive: true, force: true });
    fail(`${what}: ${error.message.split('\n')[0]} (what was done is undone)`);
  }
}

console.log(`
${dryRun ? 'then' : 'now'}, after npm test and npm run test:release:
  git push --follow-tags
  npm publish ${tarball}
Provenance (publishConfig of package.json) needs a workflow of GitHub or GitLab with the permission id-token: write, and the
repository in package.json${manifest.repository ? '' : ', which is not there yet'}. Attach ${name}.cdx.json and ${name}.tgz.sha256 to the release.`);
