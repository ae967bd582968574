// What the board makes of raised hands and announcements: whose hand, which place in the queue, and what concerns whom.

import { describe, expect, it } from 'vitest';
import { announcementsFor } from '../../../client/pages/board/announcements.ts';
import { handsUp, ownHand, placeInQueue } from '../../../client/pages/board/hands.ts';
import { viewLists } from '../../../shared/board/live-lists.ts';
import { MINUTE, millis, type Millis, type PersonId } from '../../../shared/ids.ts';
import { Table } from '../../support/table.ts';

const lists = (table: Table) => viewLists(table.doc);

function raised() {
  const table = new Table();
  const [ana, ben, rio] = [table.person('Ana'), table.person('Ben'), table.person('Rio')];
  const lee = table.person('Lee', 'mentor');
  const raise = (person: PersonId) => {
    table.give(person, 'raise-hand', { task: '', topic: 'CSS', place: 'table 4' });
    table.wait(1);
  };
  return { table, ana, ben, rio, lee, raise };
}

describe('raised hands', () => {
  it('[HR1] the queue goes by who raised first, without those somebody comes to', () => {
    const { table, ana, ben, rio, lee, raise } = raised();
    for (const person of [ana, ben, rio]) raise(person);
    const place = (person: PersonId) => {
      const { hands } = lists(table);
      const own = ownHand(hands, person);
      return own && placeInQueue(hands, own);
    };
    expect([ana, ben, rio].map(place)).toEqual([1, 2, 3]);
    const first = ownHand(lists(table).hands, ana);
    if (first) table.give(lee, 'take-hand', { hand: first.id });
    expect([ben, rio].map(place)).toEqual([1, 2]);
  });

  it('[HR2] a hand that was helped or taken down is no longer up', () => {
    const { table, ana, ben, lee, raise } = raised();
    for (const person of [ana, ben]) raise(person);
    expect([...handsUp(lists(table).hands)].sort()).toEqual([ana, ben].sort());
    const [anas, bens] = [ownHand(lists(table).hands, ana), ownHand(lists(table).hands, ben)];
    if (anas) table.give(lee, 'resolve-hand', { hand: anas.id });
    if (bens) table.give(ben, 'lower-hand', { hand: bens.id });
    expect(handsUp(lists(table).hands).size).toBe(0);
    expect(ownHand(lists(table).hands, ana)).toBeUndefined();
  });
});

describe('announcements', () => {
  it('[HR3] reach all, those who are remote, or one site, until they end, newest first', () => {
    const { table } = raised();
    const fay = table.person('Fay', 'facilitator');
    const say = (text: string, to: string, minutes: number) => {
      table.give(fay, 'announce', { text, level: 'info', to, minutes });
      table.wait(1);
    };
    say('Lunch', 'all', 0);
    say('The call moved', 'remote', 0);
    say('Doors close', 'Berlin', 0);
    say('Photo now', 'all', 10);
    const seen = (place: 'room' | 'remote' | 'site', site: string, now: Millis) =>
      announcementsFor(lists(table).announcements, { place, site }, now).map(({ text }) => text);
    expect(seen('room', '', table.now)).toEqual(['Photo now', 'Lunch']);
    expect(seen('remote', '', table.now)).toEqual(['Photo now', 'The call moved', 'Lunch']);
    expect(seen('site', 'Berlin', millis(table.now + 20 * MINUTE))).toEqual(['Doors close', 'Lunch']);
    expect(announcementsFor(lists(table).announcements, undefined, table.now).map(({ text }) => text)).toEqual(['Photo now', 'Lunch']);
  });
});
