// Builds build/site: README.md, the pages of docs/ in the order of docs/README.md, and the reference of the library, which is
// made of the comments in the code. Fails where a public name has no comment, or a link no target.

import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Comment, CommentTag, Converter, KindRouter, OptionDefaults } from 'typedoc';
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
  addresses.set(document, document.name);
  const section =
    sections.find(({ pages }) => pages.some((page) => basename(page, '.md') === document.name)) ??
    sections[0];
  document.comment ??= new Comment();
  document.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: section.title }]));
  // The heading is the page's title, which the site shows by itself.
  const end = document.content.findIndex(({ text }) => text.includes('\n'));
  const line = document.content
    .slice(0, end + 1)
    .map(({ text }) => text)
    .join('')
    .split('\n', 1)[0];
  document.name = line.replace(/^# /, '').replaceAll('`', '');
  const last = document.content[end];
  last.text = last.text.slice(last.text.indexOf('\n'));
  document.content.splice(0, end);
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
