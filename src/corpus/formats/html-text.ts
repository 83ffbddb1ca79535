import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { asJsoupReads } from './jsoup-html.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

// Anserini takes a document's text from jsoup 1.15 (`Jsoup.parse(html).text()`), whose rules of white space these are.

/** Elements that begin and end a word, by jsoup's table. */
const blocks = new Set(
  (
    'html head body frameset script noscript style meta link title frame noframes section nav aside hgroup header ' +
    'footer p h1 h2 h3 h4 h5 h6 ul ol pre div blockquote hr address figure figcaption form fieldset ins del dl dt dd ' +
    'li table caption thead tfoot tbody colgroup col tr th td video audio canvas details menu plaintext template ' +
    'article main svg math center dir applet marquee listing'
  ).split(' '),
);
/** Elements whose white space is text. */
const preformatted = new Set(['pre', 'plaintext', 'title', 'textarea']);
/** Elements whose contents are no text. */
const scripts = new Set(['script', 'style']);
/** How many elements up jsoup looks for a preformatted one. */
const levels = 6;

/**
 * The text of an HTML document, title included, as jsoup gives it: white space is one blank, and is kept in `pre`,
 * `textarea` and `title`; scripts and styles are left out.
 */
export function htmlText(html: string): string {
  const text = new JsoupText();
  let node: Node = parse(asJsoupReads(html), { scriptingEnabled: false });
  // Not recursive: a document of many elements, each inside another, would overflow the stack.
  const path: { node: Node; next: number; children: readonly Node[] }[] = [];
  for (;;) {
    if ('tagName' in node) text.start(node);
    else if (node.nodeName === '#text')
      text.add((node as DefaultTreeAdapterTypes.TextNode).value, parentsOf(path));
    path.push({ node, next: 0, children: childrenOf(node) });
    for (;;) {
      const { children, next, node: open } = path.at(-1)!;
      if (next < children.length) {
        path.at(-1)!.next++;
        node = children[next]!;
        break;
      }
      path.pop();
      const outer = path.at(-1);
      if (!outer) return text.trimmed();
      if ('tagName' in open && outer.children[outer.next]?.nodeName === '#text') text.end(open);
    }
  }
}

function childrenOf(node: Node): readonly Node[] {
  if ('tagName' in node && scripts.has(node.tagName)) return [];
  if ('content' in node) return node.content.childNodes;
  return 'childNodes' in node ? node.childNodes : [];
}

/** The names of the elements around a text, the innermost first. */
function* parentsOf(path: readonly { node: Node }[]): Generator<string> {
  for (let i = path.length - 1; i >= 0; i--) {
    const { node } = path[i]!;
    if ('tagName' in node) yield node.tagName;
  }
}

class JsoupText {
  #text = '';

  start({ tagName }: Element): void {
    if (this.#text !== '' && (blocks.has(tagName) || tagName === 'br')) this.#blank();
  }

  /** Only where text follows. */
  end({ tagName }: Element): void {
    if (blocks.has(tagName)) this.#blank();
  }

  add(text: string, parents: Iterable<string>): void {
    let level = 0;
    for (const name of parents) {
      if (preformatted.has(name)) {
        this.#text += text;
        return;
      }
      if (++level === levels) break;
    }
    // Soft hyphens and blanks of no width vanish.
    const normal = text.replaceAll(/[\u00ad\u200b]/g, '').replaceAll(/[ \t\n\f\r\u00a0]+/g, ' ');
    this.#text += this.#text.endsWith(' ') && normal.startsWith(' ') ? normal.slice(1) : normal;
  }

  #blank(): void {
    if (!this.#text.endsWith(' ')) this.#text += ' ';
  }

  /** Without what Java's `trim` takes away. */
  trimmed(): string {
    const text = this.#text;
    let start = 0;
    let end = text.length;
    while (start < end && text.charCodeAt(start) <= 0x20) start++;
    while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
    return text.slice(start, end);
  }
}
