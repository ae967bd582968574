// A small finished hackfest to report on: two challenges, people of every sort, a log of seats and a sprint.

import * as Y from 'yjs';
import { addChallenge, addTask, editMeta, recordOutcome } from '../../../shared/board/board.ts';
import { applyWrites, prepareBoard, type Write } from '../../../shared/board/server-writes.ts';
import type { CheckIn, LogEntry, OutcomeKind, Person, Sprint } from '../../../shared/board/schema.ts';
import { viewLists } from '../../../shared/board/live-lists.ts';
import { viewBoard, type BoardView } from '../../../shared/board/view.ts';
import { MINUTE, millis, type ChallengeId, type Millis, type PersonId, type TaskId } from '../../../shared/ids.ts';
import { plainLine } from '../../../shared/plain.ts';
import type { ReportEvent } from '../../../shared/report/report.ts';
import { seededMint } from '../../support/seed.ts';

/** Thursday 1 June 2017, 09:00 in London. */
export const START = Date.UTC(2017, 5, 1, 8);
export const minute = (count: number): Millis => millis(START + count * MINUTE);

export const EVENT: ReportEvent = {
  title: 'Sprint at the library',
  place: 'British Library',
  startsAt: minute(0),
  endsAt: minute(480),
  zone: 'Europe/London',
};

export function openRoom(seed = 1) {
  const doc = new Y.Doc();
  const mint = seededMint(seed);
  prepareBoard(doc);
  const write = (...writes: Write[]) => doc.transact(() => applyWrites(doc, writes));
  let orders = 0;
  const order = () => `a${String(orders++).padStart(5, '0')}`;
  return {
    doc,
    mint,
    write,
    title: (title: string) => editMeta(doc, { title }),
    person(name: string, given: Partial<Person> = {}): PersonId {
      const id = mint('person');
      write({ write: 'person', person: { ...SOMEBODY, ...given, id, name } });
      return id;
    },
    challenge(title: string, given: { brief?: string; track?: string; source?: string } = {}): ChallengeId {
      const id = mint('challenge');
      addChallenge(doc, id, { ...given, title, order: order(), at: minute(0) });
      return id;
    },
    task(challenge: ChallengeId, title: string, given: Partial<Parameters<typeof addTask>[2]> = {}): TaskId {
      const id = mint('task');
      addTask(doc, id, { ...given, title, challenge, order: order(), at: minute(1) });
      return id;
    },
    sit(task: TaskId, person: PersonId, at = minute(10), seat = 0) {
      write({ write: 'seat', claim: { task, person, seat, since: at, leaseEndsAt: minute(90), driving: seat === 0 } });
    },
    log: (entry: LogEntry) => write({ write: 'log', entry }),
    sprint: (sprint: Sprint) => write({ write: 'sprint', sprint }),
    finish(
      task: TaskId,
      kind: OutcomeKind,
      credit: PersonId[],
      more: { summary?: string; next?: string; evidence?: [string, string][]; at?: Millis } = {},
    ) {
      const evidence = (more.evidence ?? []).map(([url, title]) => ({ id: mint('link'), url, title }));
      const { summary = '', next = '', at = minute(60) } = more;
      recordOutcome(doc, task, { kind, summary, next, evidence, credit, by: credit[0] ?? mint('person'), at });
    },
    /** A call for help; `came` and `over` in minutes, when that happened. */
    call(person: PersonId, at: number, given: { mentor?: PersonId; came?: number; over?: number } = {}) {
      const { mentor = '' as const, came, over } = given;
      const moments = {
        at: minute(at),
        comingAt: came === undefined ? NEVER : minute(came),
        resolvedAt: over === undefined ? NEVER : minute(over),
      };
      write({ write: 'put', list: 'hands', entry: { id: mint('hand'), person, task: '', topic: 'Help', place: '', mentor, ...moments } });
    },
    checkIn(person: PersonId, state: CheckIn['state']) {
      write({ write: 'put', list: 'checkins', entry: { id: person, task: '', state, at: minute(20), sprint: '', round: 0 } });
    },
    park(by: PersonId, text: string, task: TaskId | '' = '', reviewedAt: Millis = NEVER) {
      write({ write: 'put', list: 'parked', entry: { id: mint('parked'), text, task, by, at: minute(30), reviewedAt } });
    },
    view: (): BoardView => viewBoard(doc),
    lists: () => viewLists(doc),
  };
}

const NEVER = millis(0);

const SOMEBODY: Omit<Person, 'id' | 'name'> = {
  color: 0,
  glyph: '●',
  role: 'participant',
  place: 'room',
  site: '',
  skills: {},
  newcomer: false,
  openToPair: false,
  attribution: true,
  joinedAt: minute(0),
  removed: false,
  hidden: false,
  waiting: false,
};

/** What people paste into every field of a public board, and what must not come of it. */
export const PAYLOADS: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  '</td></tr></table><h1>big</h1>',
  '[click](javascript:alert(1))',
  '[click](https://evil.example)',
  '![pixel](https://evil.example/p.png)',
  '<https://evil.example>',
  'https://evil.example/login',
  'www.evil.example',
  'mail@evil.example',
  '# Heading',
  'Heading\n===',
  'Heading\n---',
  '- item',
  '+ item',
  '1. item',
  '2) item',
  '> quote',
  '```js',
  '~~~',
  '    code',
  '`code`',
  '**bold** __bold__ *a* _a_ ~~gone~~',
  'a | b | c',
  '| a | b |\n|---|---|',
  '[^1]: footnote',
  '[ref]: https://evil.example',
  '&lt;b&gt; &#60;b&#62; &colon;',
  '$x$ $$y$$',
  '@everyone',
  '\\',
  '\\[x](y)',
  'C #',
  '---',
  '***',
  'line\nbreak\r\n# in\u2028the\u0085middle',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '  =1',
  '"=1',
  ' "\' =1',
  '＝1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '﹦1',
  '\u200b=1',
  '\ufeff=1',
  'x;=1',
  'x; "=1',
  'x\n=1',
  'x,=1',
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("https://evil.example","x")',
  '\u202egpj.exe',
  '\u2066hidden\u2069',
  'null\u0000byte\u001b[31m',
  '__proto__',
  'constructor',
  '${7*7} {{7*7}} {% x %}',
  '\ud83d lone',
];

/** What is left of a text that is shown on one line, for comparing. */
export const shown = plainLine;
