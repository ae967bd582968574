// An item written down for a tracker: blocks first, because not every tracker reads Markdown, then Markdown. What people wrote
// stays Markdown, but mentions nobody, hides nothing and can not pass for the line by which we find our own again.

import type { Credit } from './shape.ts';
import type { ExportItem, ItemLink } from './items.ts';
import { inline, link } from './markdown.ts';
import { SOMEONE } from './people.ts';

/** `text` is Markdown as people wrote it, tamed; everything else is plain. */
export type Block =
  | { readonly block: 'text'; readonly text: string }
  | { readonly block: 'heading'; readonly text: string }
  | { readonly block: 'fact'; readonly label: string; readonly text: string }
  | { readonly block: 'links'; readonly links: readonly ItemLink[] }
  | { readonly block: 'steps'; readonly steps: ExportItem['steps'] };

export type IssueText = {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The event in one line. */
  readonly origin: string;
  /** The way back; last in every text. */
  readonly marker: string;
};

export const MARKER = 'Hackfest:';
/** The last such line counts: what people wrote stands above it. */
const MARKER_LINE = /^[ \t>*_-]*Hackfest:[ \t]*<?(https?:\/\/\S+?)>?[ \t]*\\?$/gm;
const ITEM = /\/board\/(b1[0-9a-z]{14})\?card=(t1[0-9a-z]{14})$/;

/** Which item a text of a tracker belongs to, whatever address the board had then. */
export function markedItem(text: string): { readonly board: string; readonly task: string } | undefined {
  const last = [...text.replaceAll('\r', '').replaceAll('&amp;', '&').matchAll(MARKER_LINE)].at(-1)?.[1];
  const [, board, task] = ITEM.exec(last ?? '') ?? [];
  return board !== undefined && task !== undefined ? { board, task } : undefined;
}

const OUTCOMES = { done: 'Done', partial: 'Partly done', learned: 'Learned', blocked: 'Blocked' } as const;

export function issueText(item: ExportItem): IssueText {
  const { outcome, event } = item;
  const text = (words: string): Block[] => (words === '' ? [] : [{ block: 'text', text: tame(words) }]);
  const titled = (heading: string, blocks: readonly Block[]): Block[] =>
    blocks.length === 0 ? [] : [{ block: 'heading', text: heading }, ...blocks];
  const links = (list: readonly ItemLink[]): Block[] => (list.length === 0 ? [] : [{ block: 'links', links: list }]);
  const people = peopleIn(item.people);
  return {
    title: item.title,
    blocks: [
      ...text(item.brief),
      ...(outcome ? titled(`Outcome: ${OUTCOMES[outcome.kind]}`, [...text(outcome.summary), ...links(outcome.evidence)]) : []),
      ...(outcome && outcome.summary === '' && outcome.evidence.length === 0
        ? [{ block: 'heading', text: `Outcome: ${OUTCOMES[outcome.kind]}` } as const]
        : []),
      ...(outcome?.next ? [{ block: 'fact', label: 'Next step', text: outcome.next } as const] : []),
      ...(item.steps.length > 0 ? titled('Steps', [{ block: 'steps', steps: item.steps }]) : []),
      ...titled('Notes', text(item.notes)),
      ...titled('Links', links(item.links)),
      ...(people ? [{ block: 'fact', label: outcome ? 'Thanks to' : 'At work on it', text: people } as const] : []),
    ],
    origin: [item.challenge && `From “${item.challenge}”`, event.title, event.place, event.day].filter(Boolean).join(' · '),
    marker: `${MARKER} ${item.url}`,
  };
}

function peopleIn({ named, unnamed }: Credit): string {
  const names = named.map(({ name }) => name);
  if (unnamed === 1) names.push(SOMEONE);
  if (unnamed > 1) names.push(`${unnamed} people who prefer not to be named`);
  return names.join(', ');
}

// -- Markdown -------------------------------------------------------------------------------------------------------------

const CUT = '\n\n*(Shortened. The whole text is on the board.)*';

/** @param most characters the tracker takes; texts are shortened to fit, the way back never. */
export function markdownBody(text: IssueText, most: number): string {
  const foot = `---\n${inline(text.origin)}\n\n${text.marker}`;
  const room = most - foot.length - CUT.length - 2;
  const body = text.blocks.map(blockMarkdown).join('\n\n');
  return `${body === '' ? '' : `${shortened(body, room)}\n\n`}${foot}`;
}

/** A cut may fall into a block of code: it is closed again. */
function shortened(body: string, room: number): string {
  if (body.length <= room) return body;
  const cut = body.slice(0, Math.max(0, room - FENCE.length - 1)).replace(/[\ud800-\udbff]$/, '');
  return `${closed(cut.slice(0, Math.max(cut.lastIndexOf('\n'), cut.length - 200))).trimEnd()}${CUT}`;
}

function blockMarkdown(block: Block): string {
  switch (block.block) {
    case 'text':
      return block.text;
    case 'heading':
      return `### ${inline(block.text)}`;
    case 'fact':
      return `**${block.label}:** ${inline(block.text)}`;
    case 'links':
      return block.links.map(({ url, title }) => `- ${link(url, title)}`).join('\n');
    case 'steps':
      return block.steps.map(({ title, finished }) => `- [${finished ? 'x' : ' '}] ${inline(title)}`).join('\n');
  }
}

// -- what people wrote ----------------------------------------------------------------------------------------------------

const FENCE = '```';
const FENCE_LINE = /^ {0,3}(`{3,}|~{3,})/;
/** Stands between a sign and what would make it one; takes no place. */
const NOTHING = '\u200b';

/** Markdown that calls nobody, opens nothing it does not close and holds no line like our own. Code stays as it is. */
export function tame(text: string): string {
  let fence = '';
  const lines = text.split('\n').map((line) => {
    const inCode = fence !== '';
    fence = fenceAfter(line, fence);
    const shown = inCode || fence !== '' ? line : defused(line);
    return shown.replace(/hackfest(?=:)/gi, (word) => `${word}${NOTHING}`);
  });
  return closed(lines.join('\n'));
}

/** Signs outside of code in a line: every second part between backticks is code. */
const defused = (line: string): string =>
  line
    .split(/(`+[^`]*`+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(MENTION, `$1@${NOTHING}`).replaceAll(TAG, `<${NOTHING}`)))
    .join('');
const MENTION = /(^|[^\w/])@(?=[\w-])/g;
const TAG = /<(?=[!?/a-z])(?!https?:\/\/)/gi;

/** The block of code one is in after a line, by its opening; '' is none. */
function fenceAfter(line: string, open: string): string {
  const fence = FENCE_LINE.exec(line)?.[1] ?? '';
  if (fence === '') return open;
  if (open === '') return fence;
  return fence[0] === open[0] && fence.length >= open.length && line.trim() === fence ? '' : open;
}

/** What follows a block of code that was never closed would be code too. */
function closed(text: string): string {
  const open = text.split('\n').reduce((fence, line) => fenceAfter(line, fence), '');
  return open === '' ? text : `${text}\n${open}`;
}
