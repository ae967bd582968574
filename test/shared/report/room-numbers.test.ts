// How a room was run, as the report tells it: help, check-ins, the parking lot, first outcomes; and that all files say it.

import { describe, expect, test } from 'vitest';
import { escaped, reportHtml } from '../../../shared/report/html.ts';
import { reportJson } from '../../../shared/report/json.ts';
import { reportMarkdown } from '../../../shared/report/markdown.ts';
import { reportOf } from '../../../shared/report/report.ts';
import { EVENT, minute, openRoom, PAYLOADS } from './room.ts';

const NOW = minute(120);
const reportIn = (room: ReturnType<typeof openRoom>) => reportOf(room.view(), EVENT, NOW, room.lists());

describe('how the room was run', () => {
  test('[RP20] help is counted with how soon somebody came and how soon it was over, as medians', () => {
    const room = openRoom();
    const [ana, bo, kim] = [room.person('Ana'), room.person('Bo'), room.person('Kim', { role: 'mentor' })];
    room.call(ana, 10, { mentor: kim, came: 12, over: 20 });
    room.call(ana, 20, { mentor: kim, came: 24, over: 50 });
    room.call(bo, 30, { mentor: kim, came: 40 });
    room.call(bo, 40);
    room.call(ana, 50, { over: 51 });
    expect(reportIn(room).numbers.help).toEqual({ calls: 5, helped: 2, waiting: 2, minutesToCome: 4, minutesToHelp: 20 });
    expect(reportIn(openRoom()).numbers.help).toEqual({ calls: 0, helped: 0, waiting: 0, minutesToCome: null, minutesToHelp: null });
  });

  test('[RP21] check-ins are held against everybody who ever had a seat', () => {
    const room = openRoom();
    const [ana, bo, cy, dee] = ['Ana', 'Bo', 'Cy', 'Dee'].map((name) => room.person(name));
    const task = room.task(room.challenge('Map'), 'one');
    room.sit(task, ana!);
    room.log({ kind: 'claimed', at: minute(1), by: bo!, task });
    room.log({ kind: 'handed-over', at: minute(2), by: bo!, to: cy!, task });
    room.checkIn(ana!, 'stuck');
    room.checkIn(dee!, 'done');
    room.checkIn(room.mint('person'), 'done');
    expect(reportIn(room).numbers.checkIns).toEqual({ people: 2, of: 4, onTrack: 0, stuck: 1, done: 1 });
  });

  test('[RP22] what was parked is told with where and by whom, and whether anybody came back to it', () => {
    const room = openRoom();
    const [ana, bo] = [room.person('Ana'), room.person('Bo', { attribution: false })];
    const task = room.task(room.challenge('Map'), 'Draw it');
    room.park(ana, 'Which license?', task);
    room.park(bo, 'Tell the library', '', minute(90));
    const report = reportIn(room);
    expect(report.numbers.parked).toEqual({ all: 2, open: 1 });
    const [first, second] = report.parked.toSorted((a, b) => Number(a.reviewed) - Number(b.reviewed));
    expect(first).toMatchObject({ text: 'Which license?', task: 'Draw it', by: 'Ana', reviewed: false });
    expect(second).toMatchObject({ text: 'Tell the library', task: '', by: 'someone who prefers not to be named', reviewed: true });
  });

  test('[RP23] the first outcome of each newcomer is told, earliest first, without those who would rather not be named', () => {
    const room = openRoom();
    const map = room.challenge('Map');
    const [ana, bo, shy] = [
      room.person('Ana', { newcomer: true }),
      room.person('Bo'),
      room.person('Shy', { newcomer: true, attribution: false }),
    ];
    const cy = room.person('Cy', { newcomer: true });
    room.finish(room.task(map, 'later'), 'done', [ana], { at: minute(70) });
    room.finish(room.task(map, 'first'), 'learned', [ana, bo, shy], { at: minute(60) });
    room.finish(room.task(map, 'before'), 'partial', [cy], { at: minute(50) });
    const report = reportIn(room);
    expect(report.firstOutcomes.map(({ name, title, kind }) => [name, title, kind])).toEqual([
      ['Cy', 'before', 'partial'],
      ['Ana', 'first', 'learned'],
    ]);
    expect(report.numbers.newcomersWithOutcome).toBe(3);
  });

  test('[RP24] whoever still knocks or was sent away takes no part; what they did before stays credited', () => {
    const room = openRoom();
    room.person('Knocking', { waiting: true });
    const gone = room.person('Gone', { removed: true });
    room.person('Also gone', { removed: true });
    room.finish(room.task(room.challenge('Map'), 'one'), 'done', [gone]);
    const { numbers, people } = reportIn(room);
    expect(numbers.people.all).toBe(0);
    expect(people.map(({ name }) => name)).toEqual(['Gone']);
  });
});

describe('what hidden people made', () => {
  test('[RP26] is in no file of the report: no challenge, task, outcome, note or name of theirs; what others made stays', () => {
    const room = openRoom();
    const [ana, vandal] = [room.person('Ana'), room.person('Vandal', { hidden: true })];
    const map = room.challenge('Map');
    const mine = room.task(map, 'Draw it', { author: ana });
    room.task(map, 'SPAM task', { author: vandal });
    room.finish(mine, 'done', [ana], { summary: 'Drawn' });
    room.finish(room.task(map, 'Color it', { author: ana }), 'done', [vandal], { summary: 'SPAM outcome' });
    room.park(vandal, 'SPAM note');
    const report = reportIn(room);
    for (const text of [reportHtml(report), reportMarkdown(report), reportJson(report)]) {
      expect(text).not.toMatch(/SPAM|Vandal/);
      expect(text).toContain('Draw it');
    }
    expect(report.numbers).toMatchObject({ tasks: { all: 2, done: 1 }, people: { all: 1 }, parked: { all: 0 } });
  });
});

describe('the files', () => {
  test('[RP25] each says how the room was run, whatever people typed', () => {
    for (const text of PAYLOADS) {
      const room = openRoom();
      const ana = room.person(text || 'x', { newcomer: true });
      const task = room.task(room.challenge(text), text);
      room.finish(task, 'done', [ana], { at: minute(50) });
      room.park(ana, text, task);
      room.call(ana, 10);
      room.checkIn(ana, 'done');
      const report = reportIn(room);
      const [html, markdown] = [reportHtml(report), reportMarkdown(report)];
      for (const part of ['Parking lot', 'First outcomes of newcomers', 'Check-ins', 'Help']) {
        expect(html).toContain(part);
        expect(markdown).toContain(part);
      }
      expect(html).toContain(escaped(report.parked[0]?.text ?? ''));
      expect(
        html.replaceAll(
          /<\/?(?:!doctype|html|head|meta|title|style|body|main|h[1-3]|p|br|table|tbody|tr|th|td|ul|li|strong|a|svg|path|figure|figcaption|span)\b[^<>]*>/g,
          '',
        ),
      ).not.toContain('<');
      expect(JSON.parse(reportJson(report))).toMatchObject({ numbers: { parked: { all: 1, open: 1 } }, parked: [{ reviewed: false }] });
    }
  });
});
