// Who looks at what: one's own entry only, small and flat, told to others in ticks, and taken away when one leaves.

import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { MESSAGE } from '../../../shared/sync/protocol.ts';
import { fakeClock } from '../../support/clock.ts';
import { askMessage, frame, Knock, presenceMessage } from '../../support/knock.ts';
import { Peer } from '../../support/peer.ts';
import { serve, type Joined } from '../../support/server.ts';
import { settle } from '../../support/until.ts';

async function board() {
  const clock = fakeClock();
  const server = await serve({ clock });
  const event = await server.organizer.createEvent();
  const join = (name: string) => server.organizer.join(event, name);
  const listen = async (place: { token: string }) => {
    const ear = new Ear(await new Knock(server.origin, { board: event.board, token: place.token }).welcomed());
    ear.knock.send(askMessage(Uint8Array.of(0)));
    await ear.heard();
    return ear;
  };
  return { ...server, clock, event, join, listen, tick: () => clock.advance(60) };
}

/** A connection that keeps what it hears of others the way y-protocols does. */
class Ear {
  readonly knock: Knock;
  readonly awareness = new Awareness(new Y.Doc());
  #read = 0;

  constructor(knock: Knock) {
    this.knock = knock;
    this.awareness.setLocalState(null);
    clearInterval((this.awareness as unknown as { _checkInterval: NodeJS.Timeout })._checkInterval);
  }

  say(client: number, clock: number, state: unknown): void {
    this.knock.send(presenceMessage(client, clock, state));
  }

  /** A ping whose answer proves that the server has read all that was said before. */
  async heard(): Promise<void> {
    const answered = once(this.knock.socket, 'pong');
    this.knock.socket.ping();
    await answered;
  }

  states(): Record<number, unknown> {
    for (; this.#read < this.knock.heard.length; this.#read++) {
      const said = this.knock.heard[this.#read] as Uint8Array;
      if (said[0] === MESSAGE.awareness) applyAwarenessUpdate(this.awareness, innerOf(said), 'server');
    }
    return Object.fromEntries(this.awareness.getStates());
  }

  async until(count: number): Promise<Record<number, unknown>> {
    await this.knock.until(() => Object.keys(this.states()).length === count, `${count} are here`);
    return this.states();
  }
}

/** What stands in a presence frame: a type, a length, and the entries. */
function innerOf(said: Uint8Array): Uint8Array {
  let at = 1;
  while ((said[at] as number) & 128) at++;
  return said.subarray(at + 1);
}

const here = ({ person }: Joined, card = '') => ({ person, card });

describe('presence', () => {
  it('[SY50] the published client’s own state reaches others, and leaving takes it away', async () => {
    const { origin, join, tick } = await board();
    const [one, two] = [await join('Ada'), await join('Bo')];
    const [ada, bo] = [await Peer.open(origin, one), await Peer.open(origin, two)];
    ada.provider.awareness.setLocalState(here(one, 'somewhere'));
    const states = () =>
      [...bo.provider.awareness.getStates().entries()].filter(([client]) => client === ada.doc.clientID).map(([, state]) => state);
    await untilTicked(tick, () => states().length === 1);
    expect(states()).toEqual([here(one, 'somewhere')]);
    ada.close();
    await untilTicked(tick, () => states().length === 0);
  });

  it('[SY51] an entry that names another person is dropped', async () => {
    const { join, listen, tick } = await board();
    const [mallory, ada] = [await join('Mallory'), await join('Ada')];
    const [evil, good, ear] = [await listen(mallory), await listen(ada), await listen(await join('Bo'))];
    evil.say(1, 1, here(ada));
    good.say(2, 1, here(ada));
    await Promise.all([evil.heard(), good.heard()]);
    tick();
    expect(await ear.until(1)).toEqual({ 2: here(ada) });
  });

  it('[SY52] nobody can speak for, or take away, another’s entry', async () => {
    const { join, listen, tick } = await board();
    const [mallory, ada] = [await join('Mallory'), await join('Ada')];
    const [evil, good, ear] = [await listen(mallory), await listen(ada), await listen(await join('Bo'))];
    good.say(2, 1, here(ada));
    await good.heard();
    evil.say(2, 9, here(mallory));
    evil.say(2, 9, null);
    await evil.heard();
    evil.say(3, 1, here(mallory));
    evil.say(4, 1, here(mallory));
    await evil.heard();
    tick();
    expect(await ear.until(2)).toEqual({ 2: here(ada), 3: here(mallory) });
    evil.knock.socket.terminate();
    await untilTicked(tick, () => Object.keys(ear.states()).length === 1);
    expect(ear.states()).toEqual({ 2: here(ada) });
  });

  it.each<[string, unknown]>([
    ['something deep', { person: '', user: { name: 'x' } }],
    ['a list', [1, 2]],
    ['a number', 7],
    ['too many fields', Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`f${index}`, 1]))],
    ['a text whose name is too long', { text: 'x'.repeat(65) }],
    ['a cursor that is too long', { text: 't1/brief', cursor: 'A'.repeat(201) }],
    ['a cursor that is no text', { text: 't1/brief', cursor: 7 }],
    ['more than two kilobytes', { text: 'x'.repeat(2_100) }],
  ])('[SY53] %s is dropped, and the connection stays', async (_name, state) => {
    const { join, listen, tick } = await board();
    const ada = await join('Ada');
    const [talker, ear] = [await listen(ada), await listen(await join('Bo'))];
    talker.say(1, 1, state);
    talker.say(2, 1, here(ada));
    await talker.heard();
    tick();
    expect(await ear.until(1)).toEqual({ 2: here(ada) });
  });

  it('[SY54] somebody who comes back on a new connection is seen at once, and the old connection’s end does not take that away', async () => {
    const { join, listen, tick } = await board();
    const ada = await join('Ada');
    const [old, ear] = [await listen(ada), await listen(await join('Bo'))];
    old.say(1, 5, here(ada, 'first'));
    await old.heard();
    tick();
    await ear.until(1);
    const fresh = await listen(ada);
    fresh.say(1, 6, here(ada, 'second'));
    await fresh.heard();
    old.knock.socket.close();
    await old.knock.ended();
    await settle();
    tick();
    await ear.knock.until(() => (ear.states()[1] as { card?: string } | undefined)?.card === 'second', 'Bo sees the second');
  });

  it('[SY55] who comes later learns who is here, and many words make one frame a tick', async () => {
    const { join, listen, tick } = await board();
    const ear = await listen(await join('Bo'));
    const talkers = await Promise.all(['Ada', 'Cy', 'Di'].map(join));
    const lines = await Promise.all(talkers.map(listen));
    for (let clock = 1; clock <= 5; clock++)
      lines.forEach((line, index) => line.say(index + 1, clock, here(talkers[index] as Joined, `${clock}`)));
    await Promise.all(lines.map((line) => line.heard()));
    const before = ear.knock.heard.length;
    tick();
    await ear.until(3);
    expect(ear.knock.heard.slice(before).filter((said) => said[0] === MESSAGE.awareness).length).toBe(1);
    const late = await listen(await join('Eve'));
    expect(await late.until(3)).toEqual(ear.states());
  });

  it('[SY56] a viewer is not counted among those who are here', async () => {
    const { join, listen, tick, organizer, event } = await board();
    const [wall, ear] = [await listen(await organizer.openWall(event)), await listen(await join('Bo'))];
    wall.say(1, 1, { card: '' });
    await wall.heard();
    tick();
    await ear.heard();
    expect(ear.states()).toEqual({});
  });

  it('[SY57] a quiet connection hears a word that says nothing, so that clients do not hang up', async () => {
    const { join, listen, clock } = await board();
    const ear = await listen(await join('Bo'));
    const before = ear.knock.heard.length;
    clock.advance(20_000);
    await ear.knock.until(() => ear.knock.heard.length > before, 'the server says something');
    expect(ear.knock.heard.at(-1)).toEqual(
      frame(
        MESSAGE.awareness,
        encoding.encode((encoder) => encoding.writeVarUint(encoder, 0)),
      ),
    );
  });
});

/** Moves the clock on as long as it takes the server to notice; every turn lets the sockets speak. */
async function untilTicked(tick: () => void, condition: () => boolean): Promise<void> {
  const patience = performance.now() + 10_000;
  while (!condition() && performance.now() < patience) {
    tick();
    await settle(1);
  }
  expect(condition()).toBe(true);
}
