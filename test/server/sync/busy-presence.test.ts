// Presence where it could grow with the square of the room: who hears of whom, how soon, and in how few frames.

import { describe, expect, it } from 'vitest';
import { MESSAGE } from '../../../shared/sync/protocol.ts';
import { presenceMessage } from '../../support/knock.ts';
import { connected, type Connection } from './connected.ts';

const frames = ({ wire }: Connection): string[] =>
  wire.messages.filter(([kind]) => kind === MESSAGE.awareness).map((message) => Buffer.from(message).toString());
const hears = (one: Connection, word: string): boolean => frames(one).some((said) => said.includes(word));

async function room(people: number) {
  const all = await connected();
  const everybody = Array.from({ length: people }, () => all.join());
  let clocks = 0;
  const say = (one: Connection, card: string) =>
    one.session.receive(presenceMessage(1_000 + everybody.indexOf(one), (clocks += 1), { person: one.person, card }));
  return { ...all, everybody, say };
}

describe('presence', () => {
  it('[PR2] a viewer hears nothing of it, neither at first nor later', async () => {
    const { join, everybody, say, clock } = await room(2);
    say(everybody[0] as Connection, 'somewhere');
    clock.advance(50);
    const wall = join({ role: 'viewer', person: '' });
    say(everybody[0] as Connection, 'elsewhere');
    clock.advance(50);
    expect(frames(wall)).toEqual([]);
    expect(hears(everybody[1] as Connection, 'elsewhere')).toBe(true);
  });

  it('[PR3] a newcomer learns who is here in the same write as the board', async () => {
    const { join, everybody, say, clock } = await room(2);
    say(everybody[0] as Connection, 'somewhere');
    clock.advance(50);
    const late = join();
    expect(late.wire.parcels.length).toBe(2);
    expect(hears(late, 'somewhere')).toBe(true);
  });

  it('[PR4] where a large room is busy, those on the same card hear at once and all others a second later', async () => {
    const { everybody, say, clock } = await room(60);
    everybody.forEach((one, index) => say(one, index < 5 ? 'here' : `card ${index}`));
    clock.advance(3_000);
    const [ada, bo, cy] = [everybody[0], everybody[1], everybody[30]] as [Connection, Connection, Connection];
    const before = new Map(everybody.map((one) => [one, frames(one).length]));
    const fresh = (one: Connection) => frames(one).slice(before.get(one)).join();
    everybody.forEach((one, index) => say(one, index < 5 ? 'here' : `card ${index}`));
    say(ada, 'here');
    clock.advance(50);
    expect(fresh(bo)).toContain('here');
    expect(fresh(cy)).not.toContain('here');
    clock.advance(1_000);
    expect(fresh(cy)).toContain('here');
    expect(Math.max(...everybody.map((one) => frames(one).length - (before.get(one) ?? 0)))).toBeLessThanOrEqual(3);
  });

  it('[PR5] whoever changes cards is seen to leave by those on the old one', async () => {
    const { everybody, say, clock } = await room(60);
    everybody.forEach((one, index) => say(one, index < 5 ? 'here' : `card ${index}`));
    clock.advance(3_000);
    const [ada, bo] = [everybody[0], everybody[1]] as [Connection, Connection];
    everybody.slice(5).forEach((one, index) => say(one, `card ${index}`));
    say(ada, 'away');
    clock.advance(50);
    expect(hears(bo, 'away')).toBe(true);
  });

  it('[PR6] a word of a large room that is quiet reaches everybody with the next tick', async () => {
    const { everybody, say, clock } = await room(60);
    say(everybody[0] as Connection, 'somewhere');
    clock.advance(50);
    expect(everybody.slice(1).every((one) => hears(one, 'somewhere'))).toBe(true);
  });

  it('[PR7] whoever leaves a busy large room is forgotten by all', async () => {
    const { everybody, say, clock, hub } = await room(60);
    everybody.forEach((one, index) => say(one, `card ${index}`));
    clock.advance(3_000);
    for (const one of everybody.slice(0, 40)) one.session.closed();
    clock.advance(3_000);
    expect(hears(everybody[59] as Connection, 'null')).toBe(true);
    for (const one of everybody.slice(40)) one.session.closed();
    clock.advance(3_000);
    expect(hub.presence.everybody()).toBeUndefined();
  });
});
