// Who is here and who needs something to do, as the console tells it.

import { expect, test } from 'vitest';
import { attendance, lapses, workOf } from '../../../client/pages/console/attendance.ts';
import type { Person } from '../../../shared/board/schema.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { NOW, Room, titlesOf } from './room.ts';

const hereAre = (...people: PersonId[]) => new Map(people.map((person) => [person, '']));
const names = (people: readonly Person[]) => people.map((person) => person.name);

test('[CO1] who is here without a seat stands apart from those at work, who stand by place', () => {
  const room = new Room();
  const task = room.task(room.challenge('Docs'), 'Install');
  const [zoe, ana, lee, kim] = [room.person('Zoe'), room.person('Ana'), room.person('Lee'), room.person('Kim', { place: 'remote' })];
  room.claim(task, lee);
  room.claim(task, kim);
  const groups = attendance(room.view.people, hereAre(zoe, ana, lee, kim), workOf(room.view));
  expect(names(groups.idle)).toEqual(['Ana', 'Zoe']);
  expect(names(groups.room)).toEqual(['Lee']);
  expect(names(groups.remote)).toEqual(['Kim']);
});

test('[CO2] who is not here now is not counted as idle, whatever they hold', () => {
  const room = new Room();
  room.person('Ana');
  const groups = attendance(room.view.people, hereAre(), workOf(room.view));
  expect(names(groups.away)).toEqual(['Ana']);
  expect(groups.idle).toEqual([]);
});

test('[CO3] mentors and facilitators are never idle: they hold no seats by nature', () => {
  const room = new Room();
  const [mia, sam] = [room.person('Mia', { role: 'mentor' }), room.person('Sam', { role: 'facilitator' })];
  const groups = attendance(room.view.people, hereAre(mia, sam), workOf(room.view));
  expect(groups.idle).toEqual([]);
  expect(names(groups.room)).toEqual(['Mia', 'Sam']);
});

test('[CO4] a seat on a finished task is no work: its holder is free for another', () => {
  const room = new Room();
  const challenge = room.challenge('Docs');
  const [finished, open] = [room.task(challenge, 'Finished'), room.task(challenge, 'Open')];
  const [ana, lee] = [room.person('Ana'), room.person('Lee')];
  room.claim(finished, ana);
  room.claim(finished, lee);
  room.claim(open, lee);
  room.outcome(finished, 'done', [ana], 1);
  const work = workOf(room.view);
  expect(work.has(ana)).toBe(false);
  expect(titlesOf(work.get(lee) ?? [])).toEqual(['Open']);
});

test('[CO5] seats about to lapse are told with task and person, the soonest first; others are not', () => {
  const room = new Room();
  const challenge = room.challenge('Docs');
  const [soon, sooner, later] = [room.task(challenge, 'Soon'), room.task(challenge, 'Sooner'), room.task(challenge, 'Later')];
  const ana = room.person('Ana');
  room.claim(soon, ana, 4);
  room.claim(sooner, ana, 1);
  room.claim(later, ana, 20);
  expect(lapses(room.view, NOW).map(({ task, person }) => [task.title, person.name])).toEqual([
    ['Sooner', 'Ana'],
    ['Soon', 'Ana'],
  ]);
});
