// The files of the report: Markdown nobody can break, CSV no spreadsheet runs, JSON that says the same. What is in a report
// is tested beside this file.

import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { CSV_COLUMNS, reportCsv, safeCell } from '../../../shared/report/csv.ts';
import { reportJson } from '../../../shared/report/json.ts';
import { inline, link, opening, reportMarkdown } from '../../../shared/report/markdown.ts';
import { reportOf, type Report } from '../../../shared/report/report.ts';
import { EVENT, minute, openRoom, PAYLOADS, shown } from './room.ts';

const NOW = minute(120);
const anything = fc.oneof(
  fc.constantFrom(...PAYLOADS),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.constantFrom(...'=+-@#*_[]()<>|`~!&;:\\/"\' \n\t.,1a＝＋'), { maxLength: 40 }).map((chars) => chars.join('')),
);

/** A board where this text stands in every field that people fill in. */
function reportWith(text: string): Report {
  const room = openRoom();
  room.title(text.slice(0, 140));
  const ana = room.person(text.slice(0, 40), { place: 'site', site: text.slice(0, 60) });
  const challenge = room.challenge(text.slice(0, 140), { brief: `${text}\n\n${text}\n${text}`, track: text.slice(0, 60), source: text });
  const [first, second] = [room.task(challenge, text.slice(0, 140)), room.task(challenge, text.slice(0, 140))];
  room.finish(first, 'partial', [ana], { summary: text, next: text.slice(0, 280), evidence: [[text, text.slice(0, 140)]] });
  room.sit(second, ana);
  const sprint = room.mint('sprint');
  room.sprint({
    id: sprint,
    goal: text.slice(0, 280),
    startedAt: minute(1),
    endsAt: minute(20),
    length: 1_140_000,
    pausedAt: minute(0),
    endedAt: minute(20),
    stage: 'work',
    item: '',
    warnAt: 5,
    warnAgainAt: 1,
    by: ana,
  });
  room.log({ kind: 'sprint-started', at: minute(1), by: ana, minutes: 19, sprint });
  return reportOf(room.view(), { ...EVENT, title: text, place: text }, NOW);
}

const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

describe('Markdown', () => {
  /** What a Markdown reader would take for a mark: everything not escaped and not in an address. */
  const bare = (markdown: string) => markdown.replaceAll(/\]\(<https?:\/\/[^<>()[\]\s\\]*>\)/g, ']').replaceAll(/\\[!-/:-@[-`{-~]/g, '?');

  test('[RP11] what people typed is text: nothing in it can be a tag, a link, an image, code, emphasis or a table', () => {
    for (const text of PAYLOADS) expect(bare(inline(text)), text).not.toMatch(/[<>[\]`*_|~$@#]|&[#\w]|:\/\/|www\./i);
  });

  test('[RP11] text that starts a line cannot be a heading, a list, a quote or a rule', () => {
    for (const text of PAYLOADS) expect(opening(text), text).not.toMatch(/^\s|^(?:[-+*#>=~`|:]|\d+[.)])/);
  });

  test('[RP11] escaping keeps the text: taking the escapes away gives it back', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(opening(text).replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')).toBe(text.replaceAll(/\s+/g, ' ').trim());
      }),
      { seed: 2017 },
    );
  });

  test('[RP12] the same lines stand in the report whatever people typed: no heading, item or line is added', () => {
    const skeleton = (markdown: string) =>
      markdown
        .split('\n')
        .filter((line) => /^ *(?:#|- |\|)/.test(line))
        .map((line) => /^ *(?:#+|-|\|)/.exec(line)?.[0]);
    const plain = skeleton(reportMarkdown(reportWith('plain')));
    fc.assert(
      fc.property(anything, (text) => {
        fc.pre(shown(text) !== '');
        expect(skeleton(reportMarkdown(reportWith(text)))).toEqual(plain);
      }),
      { seed: 2017, numRuns: 150 },
    );
  });

  test('[RP13] only web addresses become links, and an address cannot end its own link', () => {
    expect(link('https://example.org/a b', 'x')).toBe('x: https\\://example.org/a b');
    expect(link('javascript:alert(1)', 'x')).toBe('x: javascript:alert(1)');
    expect(link('data:text/html,<b>', '')).toBe('data:text/html,\\<b\\>');
    expect(link('https://example.org/a)b](c|d"e', 'a]b')).toBe('[a\\]b](<https://example.org/a%29b%5D%28c%7Cd%22e>)');
  });

  test('[RP14] a real report reads in order: title, numbers, work, people, open work, sprints', () => {
    const room = openRoom();
    const [ana, bo] = [room.person('Ana', { newcomer: true }), room.person('Bo', { role: 'mentor', place: 'remote' })];
    const map = room.challenge('The map', { track: 'Open Innovation', source: 'https://example.org/map', brief: 'Two lines\nof a brief.' });
    room.finish(room.task(map, 'Draw it'), 'done', [ana], { summary: 'Drawn.', evidence: [['https://example.org/1', 'See it']] });
    room.finish(room.task(map, 'Color it'), 'blocked', [ana], { next: 'Buy ink' });
    room.sit(room.task(map, 'Print it'), bo);
    const sprint = room.mint('sprint');
    room.log({ kind: 'sprint-started', at: minute(50), by: bo, minutes: 25, sprint });
    room.log({ kind: 'sprint-ended', at: minute(75), by: '', sprint });
    expect(reportMarkdown(reportOf(room.view(), EVENT, NOW))).toBe(`# Sprint at the library

British Library\\
Thu 1 June 2017, 09:00 to Thu 1 June 2017, 17:00 (Europe/London)

Report made Thu 1 June 2017, 11:00.

## In numbers

| What | How many |
|---|---|
| Tasks | 3: 1 done, 1 claimed, 1 free |
| Outcomes | 2: 1 done, 0 partial, 0 learned, 1 blocked |
| People | 2: 1 in the room, 0 at other sites, 1 remote |
| Newcomers | 1, of whom 1 with a first outcome |
| Connections made | 0 |
| Challenges | 1 |
| Sprints run | 1 |

## Work by challenge

### The map

Open Innovation · 1 done, 1 claimed, 1 free · [https\\://example.org/map](<https://example.org/map>)

Two lines\\
of a brief.

- **Draw it**: done, by Ana
  - Drawn.
  - Evidence: [See it](<https://example.org/1>)
- **Color it**: blocked, by Ana
  - Next: Buy ink
- **Print it** (claimed by Bo)

## First outcomes of newcomers

- **Ana**: Draw it (done)

## People

- **Ana** (in the room, newcomer): Draw it (done); Color it (blocked)
- **Bo** (remote, mentor): Print it (holds it)

## Open work and next steps

- **Color it** (The map; blocked, free). Next: Buy ink
- **Print it** (The map; claimed by Bo)

## Sprint log

### Sprint 1

Thu 1 June 2017, 09:50 to 10:15, 25 min. 0 claims; 1 done, 0 partial, 0 learned, 1 blocked.

- 09:50 started by Bo
- 10:15 ended by the clock
`);
  });
});

describe('CSV', () => {
  const rowsIn = (csv: string, delimiter = ',') => Papa.parse<string[]>(csv.trimEnd(), { delimiter }).data;
  const FORMULA = /^[\s"'\u200b\ufeff]*[=+\-@]/;

  test('[RP15] no cell can be read as a formula, also behind spaces and quotes and in full width', () => {
    for (const text of PAYLOADS) {
      const cell = String(safeCell(text));
      expect(cell.startsWith("'") || !FORMULA.test(cell.normalize('NFKC')), text).toBe(true);
    }
    expect(['=1', '\t=1', '  =1', '"=1', '＝1', '－1', '\r1', 'x-1', 'a@b'].map((text) => safeCell(text))).toEqual([
      "'=1",
      "' =1",
      "' =1",
      '\'"=1',
      "'＝1",
      "'－1",
      "' 1",
      'x-1',
      'a@b',
    ]);
    expect(safeCell(-5)).toBe(-5);
  });

  test('[RP15] nor where a spreadsheet takes semicolons, tabs or line ends for the ends of cells', () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const part of String(safeCell(text)).split(/[;\t\n\r]/))
          expect(part.startsWith("'") || !FORMULA.test(part.normalize('NFKC'))).toBe(true);
      }),
      { seed: 2017, numRuns: 500 },
    );
  });

  test('[RP16] every task has one row with all columns, whatever people typed', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const csv = reportCsv(reportWith(text));
        const rows = rowsIn(csv);
        expect(rows.map((row) => row.length)).toEqual([CSV_COLUMNS.length, CSV_COLUMNS.length, CSV_COLUMNS.length]);
        for (const cell of rows.flat()) expect(cell.startsWith("'") || !FORMULA.test(cell.normalize('NFKC')), cell).toBe(true);
        expect(csv.endsWith('\r\n')).toBe(true);
        expect(csv.slice(1)).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069\ufeff]/);
      }),
      { seed: 2017, numRuns: 150 },
    );
  });

  test('[RP16] a row says what came of a task, and a challenge without tasks has a row too', () => {
    const room = openRoom();
    const [ana, shy] = [room.person('Ana'), room.person('Shy', { attribution: false })];
    const map = room.challenge('Map', { track: 'Web' });
    room.challenge('Empty');
    const task = room.task(map, 'Draw, "carefully"', { first: true, size: 30, skills: { design: true, maps: true } });
    room.finish(task, 'done', [ana, shy], { summary: 'Two\nlines', evidence: [['https://e.org', 'See']] });
    const [header, row, empty] = rowsIn(reportCsv(reportOf(room.view(), EVENT, NOW)));
    expect(header).toEqual([...CSV_COLUMNS]);
    expect(row).toEqual([
      ...[
        'Map',
        'Web',
        '',
        'Draw, "carefully"',
        'contribution',
        'during',
        'yes',
        '30',
        'design, maps',
        'done',
        '',
        'done',
        'Two lines',
        '',
      ],
      ...['See: https://e.org', 'Ana; someone who prefers not to be named', '2017-06-01T10:00:00+01:00', map, task],
    ]);
    expect(empty?.[0]).toBe('Empty');
  });
});

describe('JSON', () => {
  test('[RP17] says the same as the report, with moments in ISO 8601 and null for what is not yet', () => {
    const room = openRoom();
    const sprint = room.mint('sprint');
    room.log({ kind: 'sprint-started', at: minute(100), by: '', minutes: 25, sprint });
    const report = reportOf(room.view(), EVENT, NOW);
    const read = JSON.parse(reportJson(report));
    expect(read).toMatchObject({
      version: 1,
      startsAt: '2017-06-01T09:00:00+01:00',
      madeAt: '2017-06-01T11:00:00+01:00',
      numbers: report.numbers,
      sprints: [{ key: sprint, startedAt: '2017-06-01T10:40:00+01:00', endedAt: null, changes: [{ at: '2017-06-01T10:40:00+01:00' }] }],
    });
  });

  test('[RP18] control characters and those that turn the direction of text are in no file', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const report = reportWith(text);
        for (const file of [reportMarkdown(report), reportCsv(report).replaceAll('\r\n', '\n'), reportJson(report)]) {
          expect(file).not.toMatch(UNSAFE);
          expect(file.endsWith('\n')).toBe(true);
        }
        expect(() => JSON.parse(reportJson(report))).not.toThrow();
      }),
      { seed: 2017, numRuns: 150 },
    );
  });
});
