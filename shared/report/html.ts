// The report as one page that needs nothing else: no script, no picture, no address but the links people gave. What people
// typed is text, escaped once, here; a policy inside keeps the page dead even if something slipped through. Its words are
// those of the Markdown file.

import { chartLines, halfDoneAt } from './burn-up.ts';
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
} from './shape.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function reportHtml(report: Report): string {
  const moments = momentsIn(report.zone);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    `<title>${escaped(report.title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    head(report, moments),
    numbers(report),
    chart(report, moments),
    section('Work by challenge', report.challenges.map(challenge)),
    section('First outcomes of newcomers', list(report.firstOutcomes.map(firstOutcome))),
    section('People', people(report)),
    section('Open work and next steps', list(report.open.map(openTask), 'many')),
    section('Parking lot', list(report.parked.map(parked))),
    section(
      'Sprint log',
      report.sprints.map((one, index) => sprint(one, index, moments)),
    ),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const SIZE = { width: 640, height: 160 };

function chart({ burnUp }: Report, moments: Moments): string {
  const drawn = chartLines(burnUp, SIZE);
  const last = burnUp.at(-1);
  if (!drawn || !last) return '';
  const half = halfDoneAt(burnUp);
  const words = `${last.finished} of ${last.tasks} tasks were finished in the end${half ? `; half of those by ${moments.long(half)}` : ''}.`;
  return [
    '<h2>Tasks over time</h2>',
    '<figure>',
    `<svg viewBox="-2 -4 ${SIZE.width + 4} ${SIZE.height + 8}" role="img" aria-label="${escaped(words)}">`,
    `<path class="area" d="${drawn.area}"/><path class="all" d="${drawn.tasks}"/><path class="done" d="${drawn.finished}"/>`,
    '</svg>',
    `<figcaption><span>${escaped(moments.long(drawn.from))}</span> <span>${escaped(moments.long(drawn.to))}</span><br>`,
    `Dashed: all tasks. Solid: finished. ${escaped(words)}</figcaption>`,
    '</figure>',
  ].join('\n');
}

// -- parts --------------------------------------------------------------------------------------------------------------

const section = (title: string, parts: readonly string[]): string => (parts.length === 0 ? '' : `<h2>${title}</h2>\n${parts.join('\n')}`);
const list = (items: readonly string[], look: '' | 'many' = ''): string[] =>
  items.length === 0 ? [] : [`<ul${look && ` class="${look}"`}>\n${items.map(item).join('\n')}\n</ul>`];
const item = (content: string): string => `<li>${content}</li>`;
const lines = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('<br>');
const paragraph = (text: string): string => (text === '' ? '' : `<p>${escaped(text).replaceAll('\n', '<br>')}</p>`);
const strong = (text: string): string => `<strong>${escaped(text) || 'Untitled'}</strong>`;

/** Only addresses of the web become links. */
const link = (url: string, title: string): string =>
  /^https?:\/\/\S+$/i.test(url)
    ? `<a href="${escaped(url)}" rel="noreferrer nofollow">${escaped(title || url)}</a>`
    : escaped(title && title !== url ? `${title}: ${url}` : url);

function credit({ named, unnamed }: Credit): string {
  const names = named.map(({ name }) => escaped(name));
  if (unnamed === 1) names.push(SOMEONE);
  if (unnamed > 1) names.push(`${unnamed} people who prefer not to be named`);
  return names.join(', ');
}

function head(report: Report, moments: Moments): string {
  const when = [moments.long(report.startsAt), moments.long(report.endsAt)].filter(Boolean).join(' to ');
  const facts = lines([
    escaped(report.place),
    when && `${when} (${escaped(moments.zone)})`,
    `Report made ${moments.long(report.madeAt) || 'now'}.`,
  ]);
  return `<h1>${escaped(report.title)}</h1>\n<p>${facts}</p>`;
}

function numbers({ numbers }: Report): string {
  const cells = numberLines(numbers).map(([what, many]) => `<tr><th scope="row">${what}</th><td>${many}</td></tr>`);
  return section('In numbers', [`<table><tbody>\n${cells.join('\n')}\n</tbody></table>`]);
}

function challenge(one: ReportChallenge): string {
  const facts = [escaped(one.track), `${one.done} done, ${one.claimed} claimed, ${one.free} free`, one.source && link(one.source, '')];
  const untouched = one.untouched.map((task) => `${strong(task.title)} (${state(task)})`);
  return [
    `<h3>${escaped(one.title) || 'Untitled'}</h3>`,
    `<p>${facts.filter(Boolean).join(' · ')}</p>`,
    paragraph(one.brief),
    ...list(one.outcomes.map(outcome)),
    ...list(untouched, 'many'),
  ]
    .filter(Boolean)
    .join('\n');
}

function outcome(task: ReportTask): string {
  const recorded = task.outcome;
  if (!recorded) return strong(task.title);
  const by = credit(recorded.credit);
  const evidence = recorded.evidence.map(({ url, title }: EvidenceLink) => `Evidence: ${link(url, title)}`);
  const summary = escaped(recorded.summary).replaceAll('\n', '<br>');
  const next = recorded.next && `Next: ${escaped(recorded.next)}`;
  return lines([`${strong(task.title)}: ${recorded.kind}${by && `, by ${by}`}`, summary, ...evidence, next]);
}

function state(task: ReportTask): string {
  const holders = credit(task.holders);
  return holders ? `claimed by ${holders}` : task.state;
}

function people({ people, unnamed }: Report): string[] {
  const rest = unnamed.people === 0 ? [] : [`Not named, because they prefer it so: ${unnamed.people}, with ${unnamed.outcomes} outcomes.`];
  const worked = people.filter(hasWork);
  const others = people.filter((one) => !hasWork(one)).map((one) => `${escaped(one.name)}${factsIn(one)}`);
  return [...list([...worked.map(person), ...rest]), ...(others.length > 0 ? [`<p>Also there: ${others.join(', ')}.</p>`] : [])];
}

const hasWork = ({ outcomes, holds }: ReportPerson): boolean => outcomes.length + holds.length > 0;

/** In brackets: what is not the same for everybody. */
function factsIn({ site, role, newcomer }: ReportPerson): string {
  const facts = [escaped(site), role === 'participant' ? '' : role, newcomer ? 'newcomer' : ''].filter(Boolean).join(', ');
  return facts && ` (${facts})`;
}

function person({ name, place, site, role, newcomer, outcomes, holds }: ReportPerson): string {
  const where = place === 'site' ? escaped(site) || 'another site' : place === 'remote' ? 'remote' : 'in the room';
  const facts = [where, role === 'participant' ? '' : role, newcomer ? 'newcomer' : ''].filter(Boolean).join(', ');
  const did = outcomes.map(({ title, kind }) => `${escaped(title)} (${kind})`);
  const work = [...did, ...holds.map(({ title }) => `${escaped(title)} (holds it)`)].join('; ');
  return `${strong(name)} (${facts})${work && `: ${work}`}`;
}

function openTask(task: ReportTask): string {
  const kind = task.outcome ? `${task.outcome.kind}, ` : '';
  const next = task.outcome?.next ? `. Next: ${escaped(task.outcome.next)}` : '';
  return `${strong(task.title)} (${escaped(task.challenge) || 'Untitled'}; ${kind}${state(task)})${next}`;
}

const firstOutcome = ({ name, title, kind }: FirstOutcome): string => `${strong(name)}: ${escaped(title) || 'Untitled'} (${kind})`;

function parked({ text, task, by, reviewed }: ReportParked): string {
  const facts = [task && `on ${escaped(task)}`, `by ${escaped(by)}`, reviewed ? 'looked at again' : ''].filter(Boolean).join(', ');
  return `${escaped(text) || 'Untitled'} (${facts})`;
}

function sprint(one: ReportSprint, index: number, moments: Moments): string {
  const { outcomes } = one;
  const when = `${moments.long(one.startedAt)} to ${moments.time(one.endedAt) || 'now'}`;
  const length = `${one.minutes} min${one.extended > 0 ? ` and ${one.extended} more` : ''}`;
  return [
    `<h3>Sprint ${index + 1}${one.goal && `: ${escaped(one.goal)}`}</h3>`,
    `<p>${when}, ${length}. Seats taken: ${one.claimed}. Outcomes: ${outcomes.done} done, ${outcomes.partial} partial, ` +
      `${outcomes.learned} learned, ${outcomes.blocked} blocked.</p>`,
  ].join('\n');
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1d1b16;--soft:#5a554a;--line:#d8d2c4;--paper:#fffdf8;--accent:#1b5e52}
@media (prefers-color-scheme:dark){:root{--ink:#f1ede3;--soft:#b8b1a2;--line:#454c63;--paper:#151a2b;--accent:#7fd1bf}}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:2rem 1.25rem 4rem;overflow-wrap:anywhere}
h1{font-size:2.25rem;line-height:1.1;margin:0 0 1rem}h2{font-size:1.5rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:3px solid}
h3{font-size:1.125rem;margin:1.75rem 0 .25rem}a{color:var(--accent)}ul{padding-left:1.25rem}li{margin:.25rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
figure{margin:0}svg{display:block;width:100%;height:auto;overflow:visible}path{fill:none;stroke:var(--ink);stroke-width:2;vector-effect:non-scaling-stroke}
.area{fill:var(--accent);stroke:none;opacity:.18}.done{stroke:var(--accent);stroke-width:3}.all{stroke-dasharray:5 4}
figcaption{color:var(--soft);font-size:.875rem;margin-top:.5rem}
figcaption span:nth-child(2){float:right}
@page{margin:18mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font:9pt system-ui,sans-serif}}
@media print{:root{--ink:#000;--soft:#333;--line:#999;--paper:#fff;--accent:#000}body{font-size:10pt}main{padding:0;max-width:none}.many{columns:2;column-gap:8mm}
h1,h2,h3{break-after:avoid}li,tr,figure{break-inside:avoid}}
`;
