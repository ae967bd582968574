// The report as Markdown, to read, print, mail or paste into a tracker. Nothing anybody typed is Markdown here: it is text,
// escaped, so that a title can neither become a heading, a link or HTML nor break a list.

import type { Millis } from '../ids.ts';
import { momentsIn, type Moments } from './moments.ts';
import { numberLines } from './number-words.ts';
import { SOMEONE } from './people.ts';
import type {
  Credit,
  EvidenceLink,
  FirstOutcome,
  Report,
  ReportChallenge,
  ReportParked,
  ReportPerson,
  ReportSprint,
  ReportTask,
  SprintChange,
} from './shape.ts';

export function reportMarkdown(report: Report): string {
  const moments = momentsIn(report.zone);
  const sections = [
    headOf(report, moments),
    numbersOf(report),
    section('Work by challenge', report.challenges.flatMap(challengeOf)),
    section('First outcomes of newcomers', report.firstOutcomes.map(firstOutcome)),
    section('People', peopleOf(report)),
    section('Open work and next steps', report.open.map(openTask)),
    section('Parking lot', report.parked.map(parkedLine)),
    section(
      'Sprint log',
      report.sprints.flatMap((sprint, index) => sprintOf(sprint, index, moments)),
    ),
  ];
  const text = sections.filter((section) => section !== '').join('\n\n');
  return `${text.replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`;
}

const section = (title: string, lines: readonly string[]): string => (lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`);

// -- text ---------------------------------------------------------------------------------------------------------------

/** Text inside a line: every character that could start a mark, a tag, an entity or a link by itself is escaped. */
export function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>|~$@#]/g, '\\$&')
    .replaceAll(/&(?=[#\w])/g, '\\&')
    .replaceAll(/:(?=\/\/)/g, '\\:')
    .replaceAll(/(?<=www)\./gi, '\\.');
}

/** Text that starts a line: it cannot become a heading, a list, a quote or a rule either. */
export function opening(text: string): string {
  return inline(text)
    .replace(/^[-+=:]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** Several lines: blank ones part paragraphs, the others stay lines of their own. */
const paragraphs = (text: string): string[] =>
  text.split(/\n\s*\n/).flatMap((block) => [block.split('\n').map(opening).filter(Boolean).join('\\\n'), '']);

const WEB = /^https?:\/\/[^\s\\]+$/i;

/** A link to the web, named by `title`; any other address stays text. */
export function link(url: string, title: string): string {
  if (!WEB.test(url)) return inline(title && title !== url ? `${title}: ${url}` : url);
  return `[${inline(title || url)}](<${url.replaceAll(/[<>()[\]|`"']/g, percent)}>)`;
}
const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const count = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`;

function peopleIn(credit: Credit): string {
  const names = credit.named.map((person) => inline(person.name));
  if (credit.unnamed === 1) names.push(SOMEONE);
  if (credit.unnamed > 1) names.push(`${credit.unnamed} people who prefer not to be named`);
  return names.join(', ');
}

// -- sections -----------------------------------------------------------------------------------------------------------

function headOf(report: Report, moments: Moments): string {
  const when = [moments.long(report.startsAt), moments.long(report.endsAt)].filter(Boolean).join(' to ');
  const lines = [report.place && opening(report.place), when && `${when} (${inline(moments.zone)})`].filter(Boolean);
  const made = `Report made ${moments.long(report.madeAt) || 'now'}.`;
  return [`# ${inline(report.title)}`, ...(lines.length > 0 ? [lines.join('\\\n')] : []), made].join('\n\n');
}

function numbersOf({ numbers }: Report): string {
  const table = ['| What | How many |', '|---|---|', ...numberLines(numbers).map(([what, many]) => `| ${what} | ${many} |`)];
  return section('In numbers', table);
}

function challengeOf(challenge: ReportChallenge): string[] {
  const facts = [
    challenge.track && opening(challenge.track),
    `${challenge.done} done, ${challenge.claimed} claimed, ${challenge.free} free`,
    challenge.source && link(challenge.source, ''),
  ].filter(Boolean);
  return [
    `### ${inline(challenge.title) || 'Untitled'}`,
    '',
    facts.join(' · '),
    '',
    ...paragraphs(challenge.brief),
    ...challenge.outcomes.flatMap(outcomeLines),
    ...challenge.untouched.map((task) => `- ${titleOf(task)} (${stateOf(task)})`),
    '',
  ];
}

const titleOf = (task: ReportTask): string => `**${inline(task.title) || 'Untitled'}**`;

function outcomeLines(task: ReportTask): string[] {
  const { outcome } = task;
  if (!outcome) return [];
  const people = peopleIn(outcome.credit);
  return [
    `- ${titleOf(task)}: ${outcome.kind}${people && `, by ${people}`}`,
    ...(outcome.summary ? [`  - ${opening(outcome.summary)}`] : []),
    ...outcome.evidence.map((evidence: EvidenceLink) => `  - Evidence: ${link(evidence.url, evidence.title)}`),
    ...(outcome.next ? [`  - Next: ${inline(outcome.next)}`] : []),
  ];
}

function stateOf(task: ReportTask): string {
  const people = peopleIn(task.holders);
  return people ? `claimed by ${people}` : task.state;
}

function peopleOf(report: Report): string[] {
  const { unnamed } = report;
  const rest = `- ${count(unnamed.people, 'person', 'people')} who ${unnamed.people === 1 ? 'prefers' : 'prefer'} not to be named: ${count(unnamed.outcomes, 'outcome')}`;
  const others = report.people.filter((person) => !hasWork(person)).map((person) => inline(person.name) + factsIn(person));
  return [
    ...report.people.filter(hasWork).map(personLine),
    ...(unnamed.people > 0 ? [rest] : []),
    ...(others.length > 0 ? ['', `Also there: ${others.join(', ')}.`] : []),
  ];
}

const hasWork = ({ outcomes, holds }: ReportPerson): boolean => outcomes.length + holds.length > 0;

/** In brackets: what is not the same for everybody. */
function factsIn({ site, role, newcomer }: ReportPerson): string {
  const facts = [inline(site), role === 'participant' ? '' : role, newcomer ? 'newcomer' : ''].filter(Boolean).join(', ');
  return facts && ` (${facts})`;
}

function personLine(person: ReportPerson): string {
  const place = person.place === 'site' ? inline(person.site) || 'another site' : person.place === 'remote' ? 'remote' : 'in the room';
  const facts = [place, ...(person.role === 'participant' ? [] : [person.role]), ...(person.newcomer ? ['newcomer'] : [])].join(', ');
  const outcomes = person.outcomes.map((outcome) => `${inline(outcome.title)} (${outcome.kind})`);
  const holds = person.holds.map((task) => `${inline(task.title)} (holds it)`);
  const work = [...outcomes, ...holds].join('; ');
  return `- **${inline(person.name)}** (${facts})${work && `: ${work}`}`;
}

function openTask(task: ReportTask): string {
  const { outcome } = task;
  const kind = outcome ? `${outcome.kind}, ` : '';
  const next = outcome?.next ? `. Next: ${inline(outcome.next)}` : '';
  return `- ${titleOf(task)} (${inline(task.challenge) || 'Untitled'}; ${kind}${stateOf(task)})${next}`;
}

const firstOutcome = ({ name, title, kind }: FirstOutcome): string => `- **${inline(name)}**: ${inline(title) || 'Untitled'} (${kind})`;

function parkedLine({ text, task, by, reviewed }: ReportParked): string {
  const facts = [task && `on ${inline(task)}`, `by ${inline(by)}`, reviewed ? 'looked at again' : ''].filter(Boolean).join(', ');
  return `- ${opening(text) || 'Untitled'} (${facts})`;
}

function sprintOf(sprint: ReportSprint, index: number, moments: Moments): string[] {
  const { outcomes } = sprint;
  const when = `${moments.long(sprint.startedAt)} to ${moments.time(sprint.endedAt) || 'now'}`;
  const length = `${sprint.minutes} min${sprint.extended > 0 ? ` and ${sprint.extended} more` : ''}`;
  return [
    `### Sprint ${index + 1}${sprint.goal && `: ${inline(sprint.goal)}`}`,
    '',
    `${when}, ${length}. ${count(sprint.claimed, 'claim')}; ${outcomes.done} done, ${outcomes.partial} partial, ${outcomes.learned} learned, ${outcomes.blocked} blocked.`,
    '',
    ...sprint.changes.map((change) => `- ${changeLine(change, moments)}`),
    '',
  ];
}

const CHANGES: { readonly [kind in SprintChange['kind']]?: string } = {
  'sprint-started': 'started',
  'sprint-paused': 'paused',
  'sprint-resumed': 'resumed',
  'sprint-extended': 'extended',
  'sprint-ended': 'ended',
};

function changeLine(change: SprintChange, moments: Moments): string {
  const minutes = change.kind === 'sprint-extended' ? ` by ${change.minutes} min` : '';
  return `${timeOf(change.at, moments)} ${CHANGES[change.kind] ?? change.kind}${minutes} by ${inline(change.by)}`;
}
const timeOf = (at: Millis, moments: Moments): string => moments.time(at) || '--:--';
