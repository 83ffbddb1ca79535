// Builds build/site: README.md, the pages of docs/ in the order of docs/README.md, and the reference of the library, which is
// made of the comments in the code. Fails where a public name has no comment, or a link no target.

import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, KindRouter, OptionDefaults } from 'typedoc';
import { brokenLinks } from './links.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const site = join(root, 'build/site');
const index = join(root, 'docs/README.md');

function fail(message) {
  console.error(`docs: ${message}`);
  process.exit(1);
}

/** The pages that docs/README.md lists, by its headings. */
const sections = readFileSync(index, 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((text) => ({
    title: text.slice(0, text.indexOf('\n')),
    pages: Array.from(text.matchAll(/\]\(([\w./]+\.md)\)/g), ([, path]) => join(root, 'docs', path)),
  }))
  .filter(({ pages }) => pages.length > 0);

/** The file of each page, without its ending: its address on the site. */
const addresses = new Map();

class PageRouter extends KindRouter {
  getIdealBaseName(reflection) {
    const name = addresses.get(reflection);
    return name === undefined ? super.getIdealBaseName(reflection) : `docs/${name}`;
  }
}

const app = await Application.bootstrap({
  entryPoints: [join(root, 'src/index.ts')],
  tsconfig: join(root, 'tsconfig.json'),
  out: site,
  name: 'tserini',
  alwaysCreateEntryPointModule: false,
  readme: join(root, 'README.md'),
  projectDocuments: [index, ...sections.flatMap(({ pages }) => pages)],
  customCss: join(root, 'scripts/site.css'),
  favicon: join(root, 'src/web/public/icon.svg'),
  includeVersion: true,
  disableSources: true,
  githubPages: false,
  hideGenerator: true,
  excludePrivate: true,
  excludeProtected: true,
  excludeInternal: true,
  highlightLanguages: [...OptionDefaults.highlightLanguages, 'python'],
  searchInDocuments: true,
  searchInComments: true,
  navigation: { includeGroups: true },
  groupOrder: [...sections.map(({ title }) => title), 'Classes', 'Functions', '*'],
  sort: ['documents-first', 'alphabetical-ignoring-documents'],
  // The build checks types.
  skipErrorChecking: true,
  logLevel: 'Warn',
  validation: { notDocumented: true, invalidLink: true, invalidPath: true, notExported: false },
  requiredToBeDocumented: ['Class', 'Interface', 'Function', 'Variable', 'TypeAlias', 'Method', 'Accessor'],
});
app.renderer.defineRouter('pages', PageRouter);
app.options.setValue('router', 'pages');
app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
  const name = basename(document.name);
  addresses.set(document, name === 'README' ? 'index' : name);
  const section = sections.find(({ pages }) => pages.some((page) => basename(page, '.md') === name));
  document.frontmatter.group = (section ?? sections[0]).title;
  // The site shows no title of a page but its own heading, which is also its name in the list of pages.
  const text = document.content.map((part) => part.text).join('');
  document.name = /^# (.+)$/m.exec(text)[1].replaceAll('`', '');
  // A block without a language would be colored as TypeScript.
  for (const part of document.content) part.text = part.text.replace(/^```\n/, '```text\n');
});
rmSync(site, { recursive: true, force: true });
const project = await app.convert();
if (!project) fail('the code does not compile');
app.validate(project);
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings())
  fail('the lines above say what lacks a comment, or a target');
const broken = brokenLinks(site);
for (const line of broken) console.error(line);
if (broken.length > 0) fail('the links above lead nowhere');
