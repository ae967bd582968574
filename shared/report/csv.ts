// The report as a table for spreadsheets: a row for each task, and one for a challenge that has none. No cell is ever read
// as a formula. It begins with a byte order mark, without which spreadsheets garble names such as São Paulo.

import Papa from 'papaparse';
import { momentsIn, type Moments } from './moments.ts';
import { SOMEONE } from './people.ts';
import type { Credit, EvidenceLink, Report, ReportChallenge, ReportTask } from './shape.ts';

export const CSV_COLUMNS = [
  'challenge',
  'track',
  'source',
  'task',
  'kind',
  'phase',
  'first task',
  'minutes',
  'skills',
  'state',
  'held by',
  'outcome',
  'summary',
  'next step',
  'evidence',
  'credit',
  'recorded at',
  'challenge key',
  'task key',
] as const;
type Row = { readonly [C in (typeof CSV_COLUMNS)[number]]?: string | number };

const BYTE_ORDER_MARK = '\ufeff';
const END = '\r\n';

export function reportCsv(report: Report): string {
  const moments = momentsIn(report.zone);
  const rows = report.challenges.flatMap((challenge) => rowsOf(challenge, moments));
  const cells = rows.map((row) => CSV_COLUMNS.map((column) => safeCell(row[column] ?? '')));
  return BYTE_ORDER_MARK + Papa.unparse({ fields: [...CSV_COLUMNS], data: cells }, { newline: END }) + END;
}

/** The signs a formula starts with, behind any spaces, quotes and unseen characters. */
const FORMULA = /^[\s\p{Cf}"'“”‘’`]*[=+\-@]/u;
const CONTROL = /^[ "']*[\t\r\n]/;

/** Compatibility normalisation turns full-width and small forms of the signs into the signs. */
const safePart = (part: string): string => (!part.startsWith("'") && FORMULA.test(part.normalize('NFKC')) ? `'${part}` : part);

/** One line, never a formula; also where a spreadsheet takes semicolons for the ends of cells, as many countries' do. */
export function safeCell(cell: string | number): string | number {
  if (typeof cell === 'number') return cell;
  const line = (CONTROL.test(cell) ? `'${cell}` : cell).replaceAll(/\s+/g, ' ');
  return line.split(';').map(safePart).join(';');
}

function rowsOf(challenge: ReportChallenge, moments: Moments): Row[] {
  const shared: Row = { challenge: challenge.title, track: challenge.track, source: challenge.source, 'challenge key': challenge.key };
  const tasks = [...challenge.outcomes, ...challenge.untouched];
  return tasks.length === 0 ? [shared] : tasks.map((task) => ({ ...shared, ...cellsOf(task, moments) }));
}

function cellsOf(task: ReportTask, moments: Moments): Row {
  const { outcome } = task;
  return {
    task: task.title,
    kind: task.kind,
    phase: task.phase,
    'first task': task.first ? 'yes' : '',
    minutes: task.size || '',
    skills: task.skills.join(', '),
    state: task.state,
    'held by': peopleIn(task.holders),
    outcome: outcome?.kind ?? '',
    summary: outcome?.summary ?? '',
    'next step': outcome?.next ?? '',
    evidence: outcome?.evidence.map(linkIn).join(' ') ?? '',
    credit: outcome ? peopleIn(outcome.credit) : '',
    'recorded at': outcome ? moments.iso(outcome.at) : '',
    'task key': task.key,
  };
}

const linkIn = (link: EvidenceLink): string => (link.title && link.title !== link.url ? `${link.title}: ${link.url}` : link.url);

const peopleIn = (credit: Credit): string =>
  [...credit.named.map((person) => person.name), ...Array.from({ length: credit.unnamed }, () => SOMEONE)].join('; ');
