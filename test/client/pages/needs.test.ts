// What the console puts before a facilitator.

import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { needsNow, silentNow } from '../../../client/pages/console/needs.ts';
import { viewLists } from '../../../shared/board/live-lists.ts';
import type { CheckIn, Hand } from '../../../shared/board/schema.ts';
import { MINUTE, millis, type PersonId, type TaskId } from '../../../shared/ids.ts';
import { seededMint } from '../../support/seed.ts';
import { NOW, Room } from './room.ts';

const mint = seededMint(3);
const none = millis(0);
const ago = (minutes: number) => millis(NOW - minutes * MINUTE);
const whole = (made: Room) => ({ ...made.view, ...viewLists(new Y.Doc()) });
const hand = (person: PersonId, given: Partial<Hand>): Hand => ({
  id: mint('hand'),
  person,
  task: '',
  topic: '',
  place: '',
  at: ago(3),
  mentor: '',
  comingAt: none,
  resolvedAt: none,
  ...given,
});
const said = (id: PersonId, state: CheckIn['state'], task: TaskId | '' = ''): CheckIn => ({
  id,
  state,
  task,
  at: ago(2),
  sprint: '',
  round: 0,
});

test('[NM1] first who waits to be let in, then hands nobody comes to, oldest first, then those on their way, then who is stuck', () => {
  const made = new Room();
  const [ana, ben, cem, dee] = [made.person('Ana'), made.person('Ben'), made.person('Cem'), made.person('Dee')];
  const lee = made.person('Lee', { role: 'mentor' });
  made.person('Wes', { waiting: true });
  const hands = [
    hand(ana, { at: ago(9), mentor: lee, comingAt: ago(1) }),
    hand(ben, { at: ago(2) }),
    hand(cem, { at: ago(5) }),
    hand(dee, { at: ago(20), resolvedAt: ago(10) }),
  ];
  const needs = needsNow({ ...whole(made), hands, checkins: [said(dee, 'stuck'), said(ben, 'stuck'), said(lee, 'on-track')] });
  expect(needs.map((need) => `${need.kind} ${need.person.name}`)).toEqual(['waiting Wes', 'hand Cem', 'hand Ben', 'hand Ana', 'stuck Dee']);
  expect(needs.map((need) => need.kind === 'hand' && need.comes?.name)).toContain('Lee');
});

test('[NM2] who was sent away, and a task that is finished, need nothing any more', () => {
  const made = new Room();
  const docs = made.challenge('Docs', 1);
  const [open, over] = [made.task(docs, 'Install'), made.task(docs, 'Links')];
  const [ana, ben] = [made.person('Ana'), made.person('Ben')];
  made.outcome(over, 'done', [ana], 3);
  const gone = made.person('Gone', { removed: true });
  const checkins = [said(ana, 'stuck', over), said(ben, 'stuck', open), said(gone, 'stuck')];
  const needs = needsNow({ ...whole(made), hands: [hand(gone, {})], checkins });
  expect(needs.map((need) => need.person.name)).toEqual(['Ben']);
});

test('[NM3] who holds a seat and did not answer the question of the sprint is named, once it was asked', () => {
  const made = new Room();
  const docs = made.challenge('Docs', 1);
  const task = made.task(docs, 'Install');
  const [ana, ben] = [made.person('Ana'), made.person('Ben')];
  const sprint = { ...made.view.sprint, id: mint('sprint'), startedAt: ago(15), endsAt: millis(NOW + 10 * MINUTE), length: 25 * MINUTE };
  const seated = new Map([
    [ana, [{ id: task }]],
    [ben, [{ id: task }]],
  ]);
  const claims = new Map([[task, []]]);
  const room = { ...whole(made), sprint, claims, checkins: [{ ...said(ana, 'on-track'), sprint: sprint.id, round: 1 }] };
  expect(silentNow(room, seated, NOW, true).map(({ name }) => name)).toEqual(['Ben']);
  expect(silentNow(room, seated, NOW, false)).toEqual([]);
});
