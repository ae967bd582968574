// An issue's text in the Atlassian Document Format, and such a document as plain text, for comparing and for looking at. What people
// wrote goes in as paragraphs of text, so nothing of it is markup there.

import type { Block, IssueText } from './issue-text.ts';

export type AdfNode = {
  readonly type: string;
  readonly version?: 1;
  readonly text?: string;
  readonly attrs?: { readonly [name: string]: unknown };
  readonly marks?: readonly { readonly type: string; readonly attrs?: { readonly [name: string]: unknown } }[];
  readonly content?: readonly AdfNode[];
};

const WEB = /^https?:\/\//i;
const words = (text: string): AdfNode[] => (text === '' ? [] : [{ type: 'text', text }]);
const strong = (text: string): AdfNode => ({ type: 'text', text, marks: [{ type: 'strong' }] });
const linked = (url: string, title: string): AdfNode[] =>
  WEB.test(url)
    ? [{ type: 'text', text: title || url, marks: [{ type: 'link', attrs: { href: url } }] }]
    : words(title ? `${title}: ${url}` : url);
const paragraph = (...content: AdfNode[]): AdfNode => ({ type: 'paragraph', content });
const list = (items: readonly AdfNode[][]): AdfNode => ({
  type: 'bulletList',
  content: items.map((content) => ({ type: 'listItem', content: [paragraph(...content)] })),
});

/** @param most characters of text the tracker takes; the way back stays whatever is cut */
export function adfOf(text: IssueText, most: number): AdfNode {
  const foot = [{ type: 'rule' }, paragraph(...words(text.origin)), markerOf(text.marker)];
  let room = most - text.origin.length - text.marker.length;
  const body: AdfNode[] = [];
  for (const node of text.blocks.flatMap(nodesOf)) {
    room -= JSON.stringify(node).length;
    if (room < 0) {
      body.push(paragraph(...words('(Shortened. The whole text is on the board.)')));
      break;
    }
    body.push(node);
  }
  return { type: 'doc', version: 1, content: [...body, ...foot] };
}

function markerOf(marker: string): AdfNode {
  const [name = '', url = ''] = marker.split(' ');
  return paragraph(...words(`${name} `), ...linked(url, url));
}

function nodesOf(block: Block): AdfNode[] {
  switch (block.block) {
    case 'text':
      return block.text.split(/\n\s*\n/).map((part) => paragraph(...lines(part)));
    case 'heading':
      return [{ type: 'heading', attrs: { level: 3 }, content: words(block.text) }];
    case 'fact':
      return [paragraph(strong(`${block.label}: `), ...words(block.text))];
    case 'links':
      return [list(block.links.map(({ url, title }) => linked(url, title)))];
    case 'steps':
      return [list(block.steps.map(({ title, finished }) => words(`${finished ? '☑' : '☐'} ${title}`)))];
  }
}

/** Lines of one paragraph stay lines. */
const lines = (text: string): AdfNode[] =>
  text.split('\n').flatMap((line, index) => [...(index > 0 ? [{ type: 'hardBreak' }] : []), ...words(line)]);

const BLOCKS = ['paragraph', 'heading', 'listItem', 'rule', 'codeBlock', 'blockquote', 'panel', 'tableRow'];

/** All the words of a document, a line for each block. Reads whatever Jira may have made of it. */
export function textOfAdf(node: unknown): string {
  const { type, text, content } = (typeof node === 'object' && node !== null ? node : {}) as AdfNode;
  if (type === 'text') return text ?? '';
  if (type === 'hardBreak') return '\n';
  if (type === 'rule') return '---\n';
  const inside = (content ?? []).map(textOfAdf).join('');
  return BLOCKS.includes(type) && !inside.endsWith('\n') ? `${inside}\n` : inside;
}
