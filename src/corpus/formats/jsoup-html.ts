import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

/** Names of characters that HTML reads without a semicolon: https://html.spec.whatwg.org/#named-character-references */
const short = new Set(
  (
    'AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute Icirc Igrave ' +
    'Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute acirc ' +
    'acute aelig agrave amp aring atilde auml brvbar ccedil cedil cent copy curren deg divide eacute ecirc egrave eth ' +
    'euml frac12 frac14 frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde ' +
    'oacute ocirc ograve ordf ordm oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig ' +
    'thorn times uacute ucirc ugrave uml uuml yacute yen yuml'
  ).split(' '),
);
const [shortest, longest] = [2, 6];

/** Rewrites HTML so that a parser that follows the standard reads it as jsoup 1.15 does. */
export function asJsoupReads(html: string): string {
  return withLiteralEntities(withClosed('textarea', withClosed('title', withSections(html))));
}

/** A section of XML is text to jsoup, where HTML has a comment up to the first `>`. */
function withSections(html: string): string {
  if (!html.includes('<![CDATA[')) return html;
  return html.replaceAll(/<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)/g, (_, text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  );
}

/**
 * Closes an element whose end tag is missing before the next tag, as jsoup does: by the standard, it takes everything up
 * to the end for its text.
 */
function withClosed(name: string, html: string): string {
  const last = lastMatch(html, new RegExp(`</${name}`, 'gi'));
  const open = new RegExp(`<${name}(?=[\\s/>])[^>]{0,1000}>(?:[^<]|<(?![a-z]))*`, 'gi');
  return html.replaceAll(open, (found, at: number) => (at < last ? found : `${found}</${name}>`));
}

function lastMatch(text: string, pattern: RegExp): number {
  let last = -1;
  for (const { index } of text.matchAll(pattern)) last = index;
  return last;
}

/**
 * Escapes what jsoup takes literally and HTML does not: `&ltd` is the letters in jsoup, and `<d` by the standard, where the
 * longest name at the start counts.
 */
function withLiteralEntities(html: string): string {
  return html.replaceAll(/&([A-Za-z]+[0-9]*)(;?)/g, (found, name: string, end: string) => {
    if (short.has(name) || !beginsWithShort(name) || (end !== '' && isEntity(name))) return found;
    return `&amp;${name}${end}`;
  });
}

function beginsWithShort(name: string): boolean {
  for (let length = shortest; length <= longest && length < name.length; length++) {
    if (short.has(name.slice(0, length))) return true;
  }
  return false;
}

const known = new Map<string, boolean>();

/** Whether a name with a semicolon is that of a character. */
function isEntity(name: string): boolean {
  let is = known.get(name);
  if (is === undefined) {
    const [node] = parseFragment(`&${name};`).childNodes as DefaultTreeAdapterTypes.TextNode[];
    is = !node!.value.endsWith(';');
    // A hostile text can have any number of names; HTML has some 2,000.
    if (known.size < 4096) known.set(name, is);
  }
  return is;
}
