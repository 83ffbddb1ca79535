// Writes docs/library.md from the comments in the code; with --check, fails where that file is not what would be
// written, or where a public name has no comment.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

const root = fileURLToPath(new URL('..', import.meta.url));
const written = join(root, 'build/typedoc');
const page = join(root, 'docs/library.md');
const check = process.argv.includes('--check');

function fail(message) {
  console.error(`docs: ${message}`);
  process.exit(1);
}

const app = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: [join(root, 'src/index.ts')],
  tsconfig: join(root, 'tsconfig.json'),
  out: written,
  name: 'The library',
  readme: 'none',
  // Lines of the source would make another page of every change.
  disableSources: true,
  githubPages: false,
  excludePrivate: true,
  excludeProtected: true,
  excludeInternal: true,
  logLevel: 'Warn',
  validation: { notDocumented: true, invalidLink: true, notExported: false },
  requiredToBeDocumented: ['Class', 'Interface', 'Function', 'Variable', 'TypeAlias', 'Method', 'Accessor'],
  // One page.
  router: 'module',
  entryFileName: 'library.md',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
});
const project = await app.convert();
if (!project) fail('the code does not compile');
app.validate(project);
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings())
  fail('the lines above say what lacks a comment, or a target');

const text = readFileSync(join(written, 'library.md'), 'utf8');
if (!check) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) fail('docs/library.md is not up to date: npm run docs');
