// A pasted table read as tasks: CSV from a spreadsheet or a tracker, with a first line that names its columns. A text without
// such a line is a list, and paste.ts's. It only reads.

import { plainLine, shorten } from '../plain.ts';
import { refuse } from '../refusal.ts';
import type { Paste, PastedFields, PastedTask, SkippedLine } from './paste.ts';
import { LIMITS, PHASES, TASK, TASK_KINDS } from './schema.ts';

/** Names of columns as people and trackers write them, in the languages of the screens; without case, accents and blanks. */
const COLUMNS = {
  title: [
    'title',
    'task',
    'name',
    'summary',
    'subject',
    'titulo',
    'tarefa',
    'tarea',
    'titre',
    'tache',
    'titol',
    'tasca',
    'titel',
    'aufgabe',
  ],
  brief: ['brief', 'description', 'details', 'body', 'notes', 'descricao', 'descripcion', 'descripcio', 'beschreibung', 'notizen'],
  link: ['link', 'url', 'address', 'weburl', 'htmlurl', 'endereco', 'enlace', 'lien', 'enllac', 'adresse'],
  skills: ['skill', 'skills', 'label', 'labels', 'tag', 'tags', 'habilidades', 'competences', 'fahigkeiten', 'etiquetas', 'etiquetes'],
  size: ['size', 'minutes', 'min', 'estimate', 'duration', 'minutos', 'duree', 'duracion', 'durada', 'minuten', 'dauer'],
  kind: ['kind', 'type', 'tipo', 'tipus', 'art'],
  phase: ['phase', 'when', 'fase', 'quando', 'cuando', 'quand', 'quan', 'wann'],
  first: ['first', 'firsttask', 'goodfirstissue', 'newcomer', 'beginner'],
} as const;
type Column = keyof typeof COLUMNS;

const plainName = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[\p{M}\s_.-]/gu, '')
    .toLowerCase();
const columnOf = (name: string): Column | undefined =>
  (Object.keys(COLUMNS) as Column[]).find((column) => (COLUMNS[column] as readonly string[]).includes(plainName(name)));

/** The tasks of a table; undefined when the text is none: its first line must name a title and another column. */
export function readTable(text: string): Paste | undefined {
  const [first = ''] = text.trimStart().split(/\r\n|\r|\n/, 1);
  if (text.length > LIMITS.pasteChars || !/[,;\t]/.test(first)) return undefined;
  const delimiter = [',', ';', '\t'].reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best));
  const data = cellsOf(text.trimStart(), delimiter);
  const columns = (data[0]?.cells ?? []).map(columnOf);
  if (!columns.includes('title') || columns.filter(Boolean).length < 2) return undefined;
  const rows = data.slice(1);
  if (rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')).length > LIMITS.pasteLines)
    return { lines: [], skipped: [], refusal: refuse('too-large', { limit: LIMITS.pasteLines, unit: 'lines' }) };
  return readRows(columns, rows);
}

/** Rows of cells; a quoted cell may hold anything, quotes doubled. What follows a closing quote up to the next cell counts to it. */
type Row = { readonly line: number; readonly cells: readonly string[] };
function cellsOf(text: string, delimiter: string): Row[] {
  const rows: Row[] = [];
  let line = 1;
  let first = 1;
  let row: string[] = [];
  let at = 0;
  while (at <= text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; at < text.length; at++) {
        if (text[at] === '\n') line++;
        if (text[at] !== '"') cell += text[at];
        else if (text[at + 1] === '"') cell += text[at++];
        else break;
      }
      at++;
    }
    const from = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
    row.push(cell + text.slice(from, at));
    if (text[at] !== delimiter) {
      rows.push({ line: first, cells: row });
      row = [];
      first = ++line;
      if (text[at] === '\r' && text[at + 1] === '\n') at++;
    }
    at++;
  }
  return rows;
}

function readRows(columns: readonly (Column | undefined)[], rows: readonly Row[]): Paste {
  const lines: PastedTask[] = [];
  const skipped: SkippedLine[] = [];
  const seen = new Set<string>();
  for (const { line, cells: row } of rows) {
    if (row.every((cell) => cell.trim() === '')) continue;
    const cell = (column: Column) => (row[columns.indexOf(column)] ?? '').trim();
    const said = plainLine(cell('title'));
    const same = said.normalize('NFKC').toLowerCase();
    const reason = said === '' ? 'empty' : cell('brief').length > LIMITS.text ? 'too-long' : seen.has(same) ? 'duplicate' : undefined;
    if (reason) {
      skipped.push({ line, text: shorten(said || row.join(' '), LIMITS.line), reason });
      continue;
    }
    seen.add(same);
    const title = shorten(said, LIMITS.title);
    const brief = [title === said ? '' : said, cell('brief')].filter(Boolean).join('\n\n').slice(0, LIMITS.text);
    lines.push({ line, depth: 0, title, brief, link: linkOf(cell('link')), fields: fieldsOf(cell) });
  }
  return { lines, skipped };
}

const linkOf = (text: string): string => (/^https?:\/\/\S+$/iu.test(text) && text.length <= LIMITS.url ? text : '');

function fieldsOf(cell: (column: Column) => string): PastedFields {
  const names = cell('skills')
    .split(/[,;|]/)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => TASK.skills.key.test(name));
  const skills = [...new Set(names)].slice(0, LIMITS.skills);
  const size = minutesOf(cell('size'));
  const kind = TASK_KINDS.find((one) => one === cell('kind').toLowerCase());
  const phase = PHASES.find((one) => one === cell('phase').toLowerCase());
  const first = /^(?:1|x|✓|y|yes|true|sim|si|sí|oui|ja)$/iu.test(cell('first'));
  return {
    ...(skills.length > 0 && { skills }),
    ...(size > 0 && { size }),
    ...(kind && { kind }),
    ...(phase && { phase }),
    ...(first && { first }),
  };
}

/** '30', '30 min', '1.5 h', '2 hours'; 0 when it says no time. */
function minutesOf(text: string): number {
  const found = /^(\d{1,4}(?:[.,]\d{1,2})?)\s*(h|hours?|horas?|heures?|hores?|stunden?|std)?/iu.exec(text);
  if (!found) return 0;
  const minutes = Math.round(Number((found[1] ?? '0').replace(',', '.')) * (found[2] ? 60 : 1));
  return Math.min(minutes, TASK.size.max);
}
