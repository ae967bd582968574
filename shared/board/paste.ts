// A pasted list read as tasks: plain lines, Markdown bullets, numbers and checklists, one level of nesting. It only reads;
// putting the tasks on a board, after a preview, is the caller's business.

import { LINE_END, plainLine, shorten } from '../plain.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { LIMITS, type Phase, type TaskKind } from './schema.ts';

/** What a table may say of a task beyond a list's line. */
export type PastedFields = {
  readonly skills?: readonly string[];
  readonly size?: number;
  readonly kind?: TaskKind;
  readonly phase?: Phase;
  readonly first?: boolean;
};

export type PastedTask = {
  /** Counted from 1, as people count. */
  readonly line: number;
  readonly title: string;
  /** The whole line where the title is not all of it, or ''. */
  readonly brief: string;
  /** An http(s) address, or ''. */
  readonly link: string;
  /** 1 belongs to the nearest 0 above it. */
  readonly depth: 0 | 1;
  readonly fields?: PastedFields;
};

/** Why a line became no task: `separator` is a rule or a code fence, `done` is ticked off already. */
export type SkipReason = 'empty' | 'heading' | 'separator' | 'done' | 'duplicate' | 'too-long';
export type SkippedLine = { readonly line: number; readonly text: string; readonly reason: SkipReason };

/** Every line that is not blank is in `lines` or in `skipped`, unless the whole paste is refused. */
export type Paste = { readonly lines: readonly PastedTask[]; readonly skipped: readonly SkippedLine[]; readonly refusal?: Refusal };

const QUOTE = /^(?:>(?=\s|>|$)\s*)+/;
const MARKER = /^(?:[-*+–—](?=\s|$)|[•‣◦▪●○·]|\d{1,9}[.)](?=\s|$))\s*/;
const BOX = /^(?:\[([ xX✓✔]?)\](?=\s|$)|([☐☑☒✅✔]))\s*/;
const HEADING = /^#{1,6}(?:\s|$)/;
const SEPARATOR = /^(?:[-*_=~`](?:\s*[-*_=~`]){2,}|`{3,}\s*\w*|~{3,}\s*\w*)$/;
const UNDERLINE = /^\s*(?:={3,}|-{3,})\s*$/;
/** Bounded, so that a hostile line costs no more than its length. */
const LINK = /\[([^[\]\n]{1,1000})\]\(<?(https?:\/\/(?:[^\s<>()]|\([^\s<>()]{0,200}\)){1,1900})>?(?: "[^"\n]{0,200}")?\)/giu;
const ADDRESS = /https?:\/\/[^\s<>]{1,1900}/iu;
const BOLD = /(\*\*|__)(?=\S)([^*_\n]{1,1000})(?<=\S)\1/gu;
const NESTING = 2;
const TAB = 4;

export function readPaste(text: string): Paste {
  const refusal = tooLarge(text);
  if (refusal) return { lines: [], skipped: [], refusal };
  return readLines(text.split(LINE_END));
}

function tooLarge(text: string): Refusal | undefined {
  if (countLines(text, LIMITS.pasteLines) > LIMITS.pasteLines) return refuse('too-large', { limit: LIMITS.pasteLines, unit: 'lines' });
  if (text.length > LIMITS.pasteChars) return refuse('too-large', { limit: LIMITS.pasteChars, unit: 'characters' });
  return undefined;
}

/** Lines that are not blank; stops counting once past `enough`. */
function countLines(text: string, enough: number): number {
  const ends = new RegExp(LINE_END, 'g');
  let count = 0;
  for (let start = 0; start <= text.length && count <= enough;) {
    const end = ends.exec(text);
    if (text.slice(start, end?.index ?? text.length).trim() !== '') count++;
    if (!end) break;
    start = ends.lastIndex;
  }
  return count;
}

function readLines(raw: readonly string[]): Paste {
  const lines: PastedTask[] = [];
  const skipped: SkippedLine[] = [];
  const seen = new Set<string>();
  let nest: Nest = OUTERMOST;
  let parent = 0;
  raw.forEach((source, index) => {
    if (source.trim() === '') return;
    const line = index + 1;
    const read = readLine(source, raw[index + 1] ?? '');
    if (read.reason === 'heading') nest = OUTERMOST;
    if (read.reason === 'heading' || read.reason === 'separator') return void skipped.push({ line, text: read.text, reason: read.reason });
    const depth = depthOf(nest, read.indent);
    const same = JSON.stringify([depth === 1 ? parent : 0, read.link, read.text.normalize('NFKC').toLowerCase()]);
    const reason = read.reason ?? (seen.has(same) ? 'duplicate' : undefined);
    if (depth === 0) {
      nest = { indent: read.indent, taken: reason === undefined };
      parent = line;
    }
    if (reason) return void skipped.push({ line, text: read.text, reason });
    seen.add(same);
    lines.push({ line, depth, ...taskOf(read) });
  });
  return { lines, skipped };
}

/** The last outer line: how far in it stood, and whether it became a task that others can belong to. */
type Nest = { readonly indent: number; readonly taken: boolean };
const OUTERMOST: Nest = { indent: 0, taken: false };

const depthOf = (nest: Nest, indent: number): 0 | 1 => (nest.taken && indent >= nest.indent + NESTING ? 1 : 0);

type Line = {
  readonly indent: number;
  /** What people would read, markers and link addresses gone. */
  readonly text: string;
  readonly link: string;
  /** The line as it stood, where `text` does not say all of it. */
  readonly whole: string;
  readonly reason?: SkipReason;
};

function readLine(source: string, next: string): Line {
  const indent = indentOf(source);
  const body = plainLine(source).replace(QUOTE, '');
  const skip = (reason: SkipReason, text = body): Line => ({ indent, text: shorten(text, LIMITS.line), link: '', whole: '', reason });
  if (HEADING.test(body) || isUnderlined(body, next)) return skip('heading');
  if (body !== '' && SEPARATOR.test(body)) return skip('separator');
  const unmarked = body.replace(MARKER, '');
  const box = BOX.exec(unmarked);
  const said = box ? unmarked.slice(box[0].length) : unmarked;
  if (said === '') return skip('empty');
  if (box && isTicked(box)) return skip('done', said);
  if (said.length > LIMITS.text) return skip('too-long', said);
  return { indent, ...readLinks(said) };
}

const isTicked = (box: RegExpExecArray): boolean => (box[1] ?? '').trim() !== '' || (box[2] !== undefined && box[2] !== '☐');

/** A line of text right above a line of === or --- is a heading too. */
const isUnderlined = (body: string, next: string): boolean =>
  UNDERLINE.test(next) && body !== '' && !MARKER.test(body) && !SEPARATOR.test(body) && !BOX.test(body);

function indentOf(source: string): number {
  let column = 0;
  for (const char of source) {
    if (char === '\t') column += TAB - (column % TAB);
    else if (char === ' ' || char === '\u00a0') column += 1;
    else if (char === '\u3000') column += 2;
    else break;
  }
  return column;
}

function readLinks(said: string): Pick<Line, 'text' | 'link' | 'whole'> {
  const links: string[] = [];
  const linked = said.replaceAll(LINK, (whole, title: string, url: string) => {
    if (url.length > LIMITS.url) return whole;
    links.push(url);
    return title;
  });
  const text = plainLine(linked.replaceAll(BOLD, '$2')) || said;
  const link = links[0] ?? ADDRESS.exec(said)?.[0].replace(/[.,;:!?)\]'"]+$/, '') ?? '';
  return { text, link, whole: links.length > 1 ? said : '' };
}

function taskOf(line: Line): Pick<PastedTask, 'title' | 'brief' | 'link'> {
  const title = shorten(line.text, LIMITS.title);
  return { title, brief: line.whole || (title === line.text ? '' : line.text), link: line.link };
}
