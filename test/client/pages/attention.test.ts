// What the wall puts before everything else.

import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { demosNow, handStands, noticesNow, spotlit } from '../../../client/pages/wall/attention.ts';
import { viewLists } from '../../../shared/board/live-lists.ts';
import type { Demo } from '../../../shared/board/schema.ts';
import { MINUTE, millis, type PersonId } from '../../../shared/ids.ts';
import { seededMint } from '../../support/seed.ts';
import { NOW, Room } from './room.ts';

const mint = seededMint(2);
/** Nothing is listed unless a test says so. */
const whole = (made: Room) => ({ ...made.view, ...viewLists(new Y.Doc()) });
const ago = (minutes: number) => millis(NOW - minutes * MINUTE);

function room() {
  const made = new Room();
  const docs = made.challenge('Docs', 3);
  const [install, links] = [made.task(docs, 'Install'), made.task(docs, 'Links')];
  return { made, install, links, ana: made.person('Ana'), lee: made.person('Lee', { role: 'mentor' }) };
}

test('[WA20] announcements for the room stand on the wall until their time is over, the weightiest first; those for remote people do not', () => {
  const said = (text: string, given: object) => ({
    id: mint('announcement'),
    text,
    level: 'info' as const,
    to: 'all',
    at: ago(5),
    until: millis(0),
    by: '' as const,
    ...given,
  });
  const announcements = [
    said('Lunch', {}),
    said('Fire drill', { level: 'urgent' }),
    said('Call link changed', { to: 'remote', level: 'urgent' }),
    said('Over', { until: ago(1), level: 'urgent' }),
    said('Coffee', { at: ago(1), until: millis(NOW + MINUTE) }),
  ];
  const view = { ...whole(room().made), announcements };
  expect(noticesNow(view, NOW, 9).map(({ text }) => text)).toEqual(['Fire drill', 'Coffee', 'Lunch']);
  expect(noticesNow(view, NOW, 1).map(({ text }) => text)).toEqual(['Fire drill']);
});

test('[WA21] open hands show their place and who comes, never whose they are', () => {
  const { made, ana, lee } = room();
  const hand = (place: string, given: object) => ({
    id: mint('hand'),
    person: ana,
    task: '' as const,
    topic: 'Stuck with git',
    place,
    at: ago(3),
    mentor: '' as PersonId | '',
    comingAt: millis(0),
    resolvedAt: millis(0),
    ...given,
  });
  const hands = [hand('Table 4', {}), hand('', { mentor: lee }), hand('Table 9', { resolvedAt: ago(1) })];
  const stands = handStands({ ...whole(made), hands });
  expect(stands.map(({ place, comes }) => [place, comes])).toEqual([
    ['Table 4', ''],
    ['', 'Lee'],
  ]);
  expect(JSON.stringify(stands)).not.toContain('Ana');
  expect(JSON.stringify(stands)).not.toContain('git');
});

test('[WA22] the card in the spotlight comes with its challenge and who is on it; a card that is gone shows nothing', () => {
  const { made, links, ana } = room();
  made.claim(links, ana);
  const view = { ...whole(made), spotlight: { task: links, at: NOW, by: ana } };
  expect(spotlit(view)).toMatchObject({ title: 'Links', challenge: 'Docs', tape: 3, people: [{ name: 'Ana' }], seatsFree: 1 });
  expect(spotlit({ ...view, spotlight: { task: mint('task'), at: NOW, by: ana } })).toBeUndefined();
  expect(spotlit(whole(made))).toBeUndefined();
});

test('[WA23] the demo that is on shows the time left of its slot and who did it; then come those not skipped', () => {
  const { made, install, links, ana } = room();
  const hidden = made.person('Bea', { attribution: false });
  made.outcome(install, 'done', [ana, hidden], 9);
  const demo = (task: Demo['task'], order: number, given: object): Demo => ({
    id: mint('demo'),
    task,
    order,
    seconds: 180,
    startedAt: millis(0),
    endedAt: millis(0),
    skipped: false,
    by: ana,
    ...given,
  });
  const demos = [demo(install, 1, { startedAt: ago(1) }), demo(links, 2, { skipped: true }), demo(links, 3, {})];
  const view = { ...whole(made), demos };
  const on = demosNow(view, NOW, 3);
  expect(on?.now).toMatchObject({ left: 2 * MINUTE, length: 3 * MINUTE, card: { title: 'Install', people: [{ name: 'Ana' }] } });
  expect(on?.next.map(({ title }) => title)).toEqual(['Links']);
  expect(demosNow(view, millis(NOW + 3 * MINUTE), 3)?.now.left).toBe(-MINUTE);
  expect(demosNow({ ...view, demos: demos.slice(1) }, NOW, 3)).toBeUndefined();
});
