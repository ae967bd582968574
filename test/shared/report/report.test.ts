// The report as data: what is counted, who is named, what stays open. Formats are tested beside this file.

import { describe, expect, test } from 'vitest';
import { editChallenge, editTask } from '../../../shared/board/board.ts';
import { millis } from '../../../shared/ids.ts';
import { reportCsv } from '../../../shared/report/csv.ts';
import { reportJson } from '../../../shared/report/json.ts';
import { reportMarkdown } from '../../../shared/report/markdown.ts';
import { momentsIn } from '../../../shared/report/moments.ts';
import { reportOf } from '../../../shared/report/report.ts';
import { EVENT, minute, openRoom, START } from './room.ts';

const NOW = minute(120);

describe('what the report counts', () => {
  test('[RP1] tasks are counted by state and by the kind of their outcome', () => {
    const room = openRoom();
    const ana = room.person('Ana');
    const map = room.challenge('Map');
    const tasks = ['a', 'b', 'c', 'd', 'e', 'f'].map((title) => room.task(map, title));
    room.finish(tasks[0]!, 'done', [ana]);
    room.finish(tasks[1]!, 'learned', [ana]);
    room.finish(tasks[2]!, 'partial', [ana]);
    room.finish(tasks[3]!, 'blocked', []);
    room.sit(tasks[3]!, ana);
    room.sit(tasks[4]!, ana);
    const { numbers, challenges } = reportOf(room.view(), EVENT, NOW);
    expect(numbers.tasks).toEqual({ all: 6, done: 2, claimed: 2, free: 2 });
    expect(numbers.outcomes).toEqual({ all: 4, done: 1, learned: 1, partial: 1, blocked: 1 });
    expect(challenges[0]).toMatchObject({ done: 2, claimed: 2, free: 2 });
  });

  test('[RP2] people are counted by place, viewers are not, and a newcomer counts once with however many outcomes', () => {
    const room = openRoom();
    const map = room.challenge('Map');
    const ana = room.person('Ana', { newcomer: true });
    room.person('Bo', { newcomer: true, place: 'remote' });
    room.person('Cy', { place: 'site', site: 'LakeHub' });
    room.person('Screen', { role: 'viewer' });
    for (const title of ['a', 'b']) room.finish(room.task(map, title), 'done', [ana]);
    const { numbers } = reportOf(room.view(), EVENT, NOW);
    expect(numbers.people).toEqual({ all: 3, room: 1, remote: 1, site: 1, newcomers: 2 });
    expect(numbers.newcomersWithOutcome).toBe(1);
  });

  test('[RP3] a connection is a pair who sat together or were credited together, each pair once', () => {
    const room = openRoom();
    const map = room.challenge('Map');
    const [a, b, c, d, e] = ['A', 'B', 'C', 'D', 'E'].map((name) => room.person(name));
    const task = room.task(map, 'one');
    room.log({ kind: 'claimed', at: minute(1), by: a!, task });
    room.log({ kind: 'paired', at: minute(2), by: b!, to: a!, task });
    room.log({ kind: 'claimed', at: minute(2), by: b!, task });
    room.log({ kind: 'released', at: minute(3), by: a!, task });
    room.log({ kind: 'handed-over', at: minute(4), by: b!, to: c!, task });
    room.log({ kind: 'paired', at: minute(5), by: d!, to: c!, task });
    expect(reportOf(room.view(), EVENT, NOW).numbers.connections).toBe(2);
    room.finish(task, 'done', [a!, b!]);
    expect(reportOf(room.view(), EVENT, NOW).numbers.connections).toBe(2);
    room.finish(room.task(map, 'two'), 'done', [a!, d!, e!]);
    expect(reportOf(room.view(), EVENT, NOW).numbers.connections).toBe(5);
  });

  test('[RP3] a seat that lapsed or was given up no longer connects, a seat that was handed over does', () => {
    const room = openRoom();
    const [a, b, c] = ['A', 'B', 'C'].map((name) => room.person(name));
    const task = room.task(room.challenge('Map'), 'one');
    room.log({ kind: 'claimed', at: minute(1), by: a!, task });
    room.log({ kind: 'lapsed', at: minute(2), by: '', to: a!, task });
    room.log({ kind: 'claimed', at: minute(3), by: b!, task });
    expect(reportOf(room.view(), EVENT, NOW).numbers.connections).toBe(0);
    room.log({ kind: 'claimed', at: minute(4), by: a!, task });
    room.log({ kind: 'handed-over', at: minute(5), by: a!, to: c!, task });
    expect(reportOf(room.view(), EVENT, NOW).numbers.connections).toBe(2);
  });

  test('[RP4] the sprint log tells who changed the clock, and what was claimed and finished in each sprint', () => {
    const room = openRoom();
    const sam = room.person('Sam', { role: 'facilitator' });
    const task = room.task(room.challenge('Map'), 'one');
    const [first, second] = [room.mint('sprint'), room.mint('sprint')];
    room.log({ kind: 'sprint-started', at: minute(10), by: sam, minutes: 25, sprint: first });
    room.log({ kind: 'claimed', at: minute(11), by: sam, task });
    room.log({ kind: 'sprint-extended', at: minute(30), by: sam, minutes: 5, sprint: first });
    room.log({ kind: 'sprint-ended', at: minute(40), by: '', sprint: first });
    room.log({ kind: 'sprint-started', at: minute(50), by: sam, minutes: 20, sprint: second });
    room.sprint({
      id: second,
      goal: 'Ship it',
      startedAt: minute(50),
      endsAt: minute(70),
      length: 20 * 60_000,
      pausedAt: millis(0),
      endedAt: millis(0),
      stage: 'work',
      item: '',
      warnAt: 5,
      warnAgainAt: 1,
      by: sam,
    });
    room.finish(task, 'done', [sam], { at: minute(60) });
    const { sprints, numbers } = reportOf(room.view(), EVENT, minute(65));
    expect(numbers.sprints).toBe(2);
    expect(sprints[0]).toMatchObject({
      key: first,
      goal: '',
      minutes: 25,
      extended: 5,
      startedAt: minute(10),
      endedAt: minute(40),
      claimed: 1,
    });
    expect(sprints[0]?.changes.map((change) => `${change.kind} ${change.by}`)).toEqual([
      'sprint-started Sam',
      'sprint-extended Sam',
      'sprint-ended the clock',
    ]);
    expect(sprints[1]).toMatchObject({
      key: second,
      goal: 'Ship it',
      minutes: 20,
      endedAt: 0,
      outcomes: { done: 1, partial: 0, learned: 0, blocked: 0 },
    });
    expect(reportOf(room.view(), EVENT, minute(90)).sprints[1]?.endedAt).toBe(minute(70));
  });
});

describe('what the report keeps', () => {
  test('[RP5] outcomes carry summary, evidence, credit and next step; unfinished work is listed as open', () => {
    const room = openRoom();
    const [ana, bo] = [room.person('Ana'), room.person('Bo')];
    const map = room.challenge('Map', { brief: 'Why\n\nHow', track: 'Open Innovation', source: 'https://example.org/map' });
    const [drawn, half, untouched] = ['Draw', 'Color', 'Print'].map((title) => room.task(map, title, { skills: { design: true } }));
    room.finish(drawn!, 'done', [bo, ana], { summary: 'It is drawn', evidence: [['https://example.org/1', 'The map']] });
    room.finish(half!, 'partial', [ana], { next: 'Choose the colors' });
    room.sit(untouched!, bo);
    const report = reportOf(room.view(), EVENT, NOW);
    expect(report.challenges[0]).toMatchObject({ key: map, title: 'Map', brief: 'Why\n\nHow', track: 'Open Innovation' });
    expect(report.challenges[0]?.outcomes[0]?.outcome).toMatchObject({
      kind: 'done',
      summary: 'It is drawn',
      evidence: [{ url: 'https://example.org/1', title: 'The map' }],
      credit: {
        named: [
          { key: ana, name: 'Ana' },
          { key: bo, name: 'Bo' },
        ],
        unnamed: 0,
      },
    });
    expect(report.open.map((task) => [task.key, task.state, task.outcome?.next ?? ''])).toEqual([
      [half, 'free', 'Choose the colors'],
      [untouched, 'claimed', ''],
    ]);
    expect(report.people.map((person) => [person.name, person.outcomes.length, person.holds.length])).toEqual([
      ['Ana', 2, 0],
      ['Bo', 1, 1],
    ]);
  });

  test('[RP5] a finished task is held by nobody, and a task without its challenge is still in the report', () => {
    const room = openRoom();
    const ana = room.person('Ana');
    const task = room.task(room.mint('challenge'), 'Stray');
    room.sit(task, ana);
    expect(reportOf(room.view(), EVENT, NOW).challenges).toMatchObject([
      { key: '', title: 'Without a challenge', untouched: [{ key: task }] },
    ]);
    room.finish(task, 'done', [ana]);
    const report = reportOf(room.view(), EVENT, NOW);
    expect(report.people[0]).toMatchObject({ holds: [], outcomes: [{ key: task }] });
    expect(report.challenges[0]?.outcomes[0]?.holders).toEqual({ named: [], unnamed: 0 });
  });

  test('[RP6] every item keeps its key from one report to the next, whatever is renamed', () => {
    const room = openRoom();
    const ana = room.person('Ana');
    const map = room.challenge('Map');
    const task = room.task(map, 'Draw');
    room.finish(task, 'done', [ana]);
    const keys = () => {
      const { challenges, people } = reportOf(room.view(), EVENT, NOW);
      return [challenges[0]?.key, challenges[0]?.outcomes[0]?.key, people[0]?.key, people[0]?.outcomes[0]?.key];
    };
    expect(keys()).toEqual([map, task, ana, task]);
    editChallenge(room.doc, map, { title: 'Atlas' });
    editTask(room.doc, task, { title: 'Print' });
    const person = room.view().people.get(ana)!;
    room.write({ write: 'person', person: { ...person, name: 'Anna' } });
    expect(reportOf(room.view(), EVENT, NOW)).toMatchObject({ challenges: [{ title: 'Atlas' }], people: [{ name: 'Anna' }] });
    expect(keys()).toEqual([map, task, ana, task]);
  });

  test('[RP7] who does not want to be named is named in no file, yet counted in all of them', () => {
    const room = openRoom();
    const ana = room.person('Ana');
    const shy = room.person('Xantippe', { attribution: false, newcomer: true });
    const gone = room.mint('person');
    const map = room.challenge('Map');
    const [task, held] = [room.task(map, 'Draw'), room.task(map, 'Print')];
    room.finish(task, 'done', [ana, shy, gone]);
    room.sit(held, shy);
    room.log({ kind: 'sprint-started', at: minute(1), by: shy, minutes: 5, sprint: room.mint('sprint') });
    const report = reportOf(room.view(), EVENT, NOW);
    expect(report.challenges[0]?.outcomes[0]?.outcome?.credit).toEqual({ named: [{ key: ana, name: 'Ana' }], unnamed: 2 });
    expect(report.unnamed).toEqual({ people: 1, outcomes: 1, holds: 1 });
    expect(report.numbers).toMatchObject({ people: { all: 2 }, newcomersWithOutcome: 1 });
    for (const file of [reportMarkdown(report), reportCsv(report), reportJson(report)]) {
      expect(file).not.toContain('Xantippe');
      expect(file).not.toContain(shy);
    }
    expect(reportMarkdown(report)).toContain('claimed by someone who prefers not to be named');
    expect(reportMarkdown(report)).toContain('Ana, 2 people who prefer not to be named');
  });

  test('[RP8] two people of one name are told apart by their glyphs', () => {
    const room = openRoom();
    room.person('Ana', { glyph: '▲' });
    room.person('ana', { glyph: '★' });
    room.person('Bo', { glyph: '★' });
    expect(reportOf(room.view(), EVENT, NOW).people.map((person) => person.name)).toEqual(['Ana ▲', 'ana ★', 'Bo']);
  });

  test('[RP9] an empty board has a report too', () => {
    const report = reportOf(openRoom().view(), { ...EVENT, title: '', place: '' }, NOW);
    expect(report).toMatchObject({ title: 'Hackfest', challenges: [], people: [], open: [], sprints: [] });
    for (const file of [reportMarkdown(report), reportCsv(report), reportJson(report)]) expect(file).toMatch(/[^\n]\n$/);
  });
});

describe('times', () => {
  test('[RP10] times are shown in the zone of the event, and an unknown zone reads as UTC', () => {
    const room = openRoom();
    const at = (zone: string) => reportMarkdown(reportOf(room.view(), { ...EVENT, zone }, NOW));
    expect(at('Europe/London')).toMatch(/1 June 2017, 09:00 .*\(Europe\/London\)/);
    expect(at('Asia/Kathmandu')).toMatch(/1 June 2017, 13:45 .*\(Asia\/Kathmandu\)/);
    expect(at('Not/AZone')).toMatch(/1 June 2017, 08:00 .*\(UTC\)/);
    expect(momentsIn('America/St_Johns').iso(millis(START))).toBe('2017-06-01T05:30:00-02:30');
    expect(momentsIn('UTC').iso(millis(START))).toBe('2017-06-01T08:00:00+00:00');
  });

  test('[RP10] a moment that was never set, or that no calendar has, is left out', () => {
    const { iso, long, time } = momentsIn('UTC');
    for (const never of [0, -1, Number.NaN, Infinity, 1e300])
      expect([iso, long, time].map((say) => say(millis(never)))).toEqual(['', '', '']);
  });
});
