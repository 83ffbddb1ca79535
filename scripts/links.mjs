// Finds links of pages in a folder that have no target there.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'parse5';

/** What a page refers to, and the places in it that can be referred to. */
function scan(html) {
  const addresses = [];
  const places = new Set();
  const visit = (node) => {
    for (const { name, value } of node.attrs ?? []) {
      if (name === 'id' || (name === 'name' && node.tagName === 'a')) places.add(value);
      if (name === 'href' || name === 'src') addresses.push(value);
      if (name === 'srcset') addresses.push(...value.split(',').map((one) => one.trim().split(/\s+/)[0]));
    }
    for (const child of node.childNodes ?? []) visit(child);
  };
  visit(parse(html));
  return { addresses, places };
}

/**
 * @param folder of HTML pages and what they refer to
 * @returns a line for each link to a file or a place in a page that is not there; addresses elsewhere are not asked
 */
export function brokenLinks(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const pages = new Map(
    files.filter((path) => path.endsWith('.html')).map((path) => [path, scan(readFileSync(path, 'utf8'))]),
  );
  const there = new Set(files);
  const broken = [];
  for (const [page, { addresses }] of pages) {
    for (const address of addresses) {
      if (/^[a-z][a-z+.-]*:/i.test(address)) continue;
      const [path, place = ''] = address.split('#').map(decodeURIComponent);
      const named = path === '' ? page : join(dirname(page), path.split('?')[0]);
      const target = there.has(named) ? named : join(named, 'index.html');
      const isThere = there.has(target) && (place === '' || pages.get(target)?.places.has(place) !== false);
      if (!isThere) broken.push(`${relative(folder, page)}: ${address}`);
    }
  }
  return broken;
}
