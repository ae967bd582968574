// Markdown as elements that are safe to show: micromark without HTML of the writer, then only elements and addresses from a
// list are made anew. Nothing is ever handed to the page as a string of HTML. Fetched with the card.

import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** More than this at once takes long on purpose-made texts; longer ones are read in parts. */
const MOST_AT_ONCE = 5_000;

const KEPT = new Set('P BR HR UL OL LI STRONG EM DEL CODE PRE BLOCKQUOTE TABLE THEAD TBODY TR TH TD A INPUT H1 H2 H3 H4 H5 H6'.split(' '));
const WEB = /^(?:https?:|mailto:)/i;
const NO_FOOTNOTES = ['gfmFootnoteCall', 'gfmFootnoteDefinition'];
const BLOCKS = [
  'headingAtx',
  'setextUnderline',
  'thematicBreak',
  'list',
  'blockQuote',
  'codeFenced',
  'codeIndented',
  'definition',
  'table',
];

/** Headings begin below those of the page. */
const HEADINGS_BELOW = 3;

/** A text with paragraphs, lists and all. */
export function markdown(text: string): DocumentFragment {
  const whole = document.createDocumentFragment();
  for (const part of parts(text)) whole.append(read(part, NO_FOOTNOTES));
  return whole;
}

/** One line: bold, code, links, and nothing that takes more room than words. */
export const inlineMarkdown = (text: string): DocumentFragment => read(text.slice(0, MOST_AT_ONCE), [...NO_FOOTNOTES, ...BLOCKS]);

/** Cut at blank lines where there are some. */
function parts(text: string): string[] {
  const result: string[] = [];
  let rest = text;
  while (rest.length > MOST_AT_ONCE) {
    const blank = rest.lastIndexOf('\n\n', MOST_AT_ONCE);
    const line = blank > 0 ? blank : rest.lastIndexOf('\n', MOST_AT_ONCE);
    const cut = line > 0 ? line : MOST_AT_ONCE;
    result.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...result, rest];
}

function read(text: string, disable: readonly string[]): DocumentFragment {
  const html = micromark(text, { extensions: [gfm(), { disable: { null: [...disable] } }], htmlExtensions: [gfmHtml()] });
  const inert = new DOMParser().parseFromString(html, 'text/html');
  const made = document.createDocumentFragment();
  copyInto(made, inert.body);
  return made;
}

function copyInto(target: Node, source: Node): void {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.appendChild(document.createTextNode(node.textContent ?? ''));
    else if (node instanceof Element || node.nodeType === Node.ELEMENT_NODE) copyElement(target, node as Element);
  }
}

function copyElement(target: Node, element: Element): void {
  if (element.tagName === 'IMG')
    return void target.appendChild(anchor(element.getAttribute('src') ?? '', element.getAttribute('alt') ?? ''));
  if (!KEPT.has(element.tagName)) return copyInto(target, element);
  if (element.tagName === 'INPUT') return void target.appendChild(box(element.hasAttribute('checked')));
  if (element.tagName === 'A') {
    const link = anchor(element.getAttribute('href') ?? '', '');
    copyInto(link, element);
    return void target.appendChild(link);
  }
  const level = /^H([1-6])$/.exec(element.tagName)?.[1];
  const made = document.createElement(level ? `h${Math.min(6, Number(level) + HEADINGS_BELOW)}` : element.tagName.toLowerCase());
  copyInto(made, element);
  target.appendChild(made);
}

/** A link that leads out, or only its words. Pictures of other sites are links too: the page fetches nothing from others. */
function anchor(url: string, words: string): HTMLElement {
  if (!WEB.test(url)) {
    const plain = document.createElement('span');
    plain.textContent = words;
    return plain;
  }
  const link = document.createElement('a');
  link.href = url;
  link.rel = 'noopener noreferrer';
  link.target = '_blank';
  link.dir = 'auto';
  link.textContent = words;
  return link;
}

/** A box of a checklist, to look at: it is ticked where it is written. */
function box(ticked: boolean): HTMLElement {
  const sign = document.createElement('span');
  sign.textContent = ticked ? '☑ ' : '☐ ';
  return sign;
}
