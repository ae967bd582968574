// Every family of attack as frames on a real socket, beside an honest person on the same board: who sends it is cut with the
// code for it or not heard, the board stays as it is, and the honest go on. What the judge says to each and why is
// attacks.test.ts; frames that do not read are malformed.test.ts; how long a message takes is not measured here.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { rootOf } from '../../../shared/board/board.ts';
import { MESSAGE } from '../../../shared/sync/protocol.ts';
import { draft, map, say, text, value, type DraftContent, type DraftStruct } from '../../fuzz/draft.ts';
import { askMessage, frame, missingMessage, presenceMessage, updateMessage } from '../../support/knock.ts';
import { seeded } from '../../support/seed.ts';
import { Siege, type Prey } from './siege.ts';

let siege: Siege;
beforeAll(async () => {
  siege = await Siege.begin();
});
afterAll(() => siege.end());

const CLOCK = { max: 2 ** 31 - 1 } as const;
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

/** One change under the sender's own id, and what it holds. */
const own = (...structs: readonly DraftStruct[]) => ({ client: siege.client, clock: 0, structs });
const live = (make: (at: Prey) => readonly DraftStruct[]) => (at: Prey) => updateMessage(draft([own(...make(at))]));
const under = (who: (at: Prey) => number, content: DraftContent) => (at: Prey) => {
  const client = who(at);
  return updateMessage(draft([{ client, clock: at.next(client), structs: [{ parent: at.notes, content }] }]));
};
const deletes = (ranges: (at: Prey) => readonly (readonly [client: number, from: number, length: number])[]) => (at: Prey) =>
  updateMessage(
    draft(
      [],
      ranges(at).map(([client, from, length]) => ({ client, ranges: [[from, length]] })),
    ),
  );
const nested = (count: number, parent: DraftStruct['parent']) =>
  many(count, (at): DraftStruct => ({ parent: at === 0 ? parent : { client: siege.client, clock: at - 1 }, key: 'outcome', content: map }));
const noise = (length: number): Uint8Array => {
  const random = seeded(20170601);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
};

/** What it is, the frame, and the code its sender is cut with. */
const CUT: readonly (readonly [name: string, attack: (at: Prey) => Uint8Array, code: number])[] = [
  ['random bytes as an update', () => updateMessage(noise(400)), 4400],
  ['random bytes as offline work', () => missingMessage(noise(400)), 4400],
  ['an honest change cut short', ({ honest }) => updateMessage(honest.subarray(0, honest.length - 3)), 4400],
  ['a length of 250 MB', ({ honest }) => updateMessage(Uint8Array.from([...honest.subarray(0, 6), 0xff, 0xff, 0xff, 0x7f])), 4400],
  ['a state vector of a million entries', () => askMessage(Uint8Array.from([0xc0, 0x84, 0x3d, ...many(2_000, () => 1)])), 4400],
  ['a megabyte of state vector', () => askMessage(new Uint8Array(1_000_000).fill(1)), 4413],
  ['a state vector of 30,000 entries', () => askMessage(Uint8Array.from([0xb0, 0xea, 0x01, ...many(60_000, () => 1)])), 4413],
  ['a text of 20 MB', live(({ notes }) => [{ parent: notes, content: say('x'.repeat(20_000_000)) }]), 1009],
  ['a value of 255,000 characters', live(({ task }) => [{ parent: task, key: 'title', content: value('x'.repeat(255_000)) }]), 4400],
  ['maps nested 4,000 deep', live(({ task }) => nested(4_000, task)), 4422],
  [
    'a good change before one that refers to itself',
    live(({ notes }) => [
      { parent: notes, content: say('good') },
      { origin: { client: siege.client, clock: 4 }, content: say('x') },
    ]),
    4400,
  ],
  ['a change of no length', live(({ notes }) => [{ parent: notes, content: say('') }]), 4400],
  [
    'what builds on changes that never came',
    ({ notes }) => updateMessage(draft([{ ...own({ parent: notes, content: say('x') }), clock: 5 }])),
    4422,
  ],
  ['deletions of what another is going to write', deletes(({ ada, next }) => [[ada, next(ada), 1_000]]), 4422],
  ['deletions up to the end of all clocks', deletes(({ ada }) => [[ada, 0, CLOCK.max]]), 4422],
  ['deletions of everything', deletes(({ clients, next }) => clients.map((client) => [client, 0, next(client)])), 4422],
  ['nothing at all under the id of another', under(({ ada }) => ada, { is: 'gc', length: 1 }), 4422],
  ['something deleted under the id of another', under(({ ada }) => ada, { is: 'deleted', length: 9 }), 4422],
  ['a letter under the id of another', under(({ ada }) => ada, say('x')), 4422],
  ['a letter under the id of the server', under(({ server }) => server, say('x')), 4422],
  [
    'what is known, said to be longer and nothing',
    ({ ada, next }) => updateMessage(draft([{ client: ada, clock: 0, structs: [{ content: { is: 'gc', length: next(ada) + 9 } }] }])),
    4422,
  ],
  ['4,000 new roots', live(() => many(4_000, (at) => ({ parent: `root${at}`, key: 'x', content: value(1) }))), 4400],
  ['a root named like what objects know', live(() => [{ parent: '__proto__', key: 'x', content: value(1) }]), 4400],
  ['a key named like what objects know', live(() => [{ parent: 'tasks', key: '__proto__', content: map }]), 4422],
  [
    'ten keys set 4,000 times without regard',
    live(({ task }) => many(4_000, (at) => ({ parent: task, key: `k${at % 10}`, content: value(1) }))),
    4400,
  ],
  [
    'one key set 4,000 times without regard',
    live(({ task }) => many(4_000, () => ({ parent: task, key: 'size', content: value(15) }))),
    4400,
  ],
  ['100,000 changes', live(({ notes }) => many(100_000, () => ({ parent: notes, content: say('x') }))), 4413],
  [
    '20,000 deletions of what never was, after an empty handshake',
    ({ ada }) => missingMessage(draft([], [{ client: ada, ranges: many(20_000, (at) => [2 * at, 1] as const) }])),
    4422,
  ],
  [
    'one deletion 100 times',
    ({ gone }) => missingMessage(draft([], [{ client: gone.client, ranges: many(100, () => [gone.clock, 1] as const) }])),
    4400,
  ],
  ['a number beyond all numbers', live(({ task }) => [{ parent: task, key: 'size', content: value(10n) }]), 4400],
  ['an item of a list in a map', live(({ task }) => [{ parent: task, content: value('x') }]), 4400],
  ['an attribute on a text', live(({ notes }) => [{ parent: notes, key: 'bold', content: value(true) }]), 4400],
  ['several values under one key', live(({ task }) => [{ parent: task, key: 'size', content: value(15, 30) }]), 4400],
  ['half a character split from the other', live(({ bike }) => [{ origin: bike, content: say('x') }]), 4400],
  ['a text where a value belongs', live(({ task }) => [{ parent: task, key: 'title', content: text }]), 4422],
  ['a new task in the place of another’s', live(({ taskId }) => [{ parent: 'tasks', key: taskId, content: map }]), 4422],
  ['a seat, which only the server gives', live(() => [{ parent: 'live', key: 'claims', content: map }]), 4422],
];

/** What is heard by nobody, while the connection goes on. */
const IGNORED: readonly (readonly [name: string, attack: (at: Prey) => Uint8Array])[] = [
  [
    'what is known, said to be nothing',
    ({ ada, next }) => updateMessage(draft([{ client: ada, clock: 0, structs: [{ content: { is: 'gc', length: next(ada) } }] }])),
  ],
  ['a message of an unknown kind', () => frame(99, 1, 2, 3)],
  ['presence under the id of another', ({ ada, me }) => presenceMessage(ada, 9_000, { person: me, card: 'x' })],
  ['presence in the name of another', ({ adasPerson }) => presenceMessage(siege.client, 1, { person: adasPerson, card: 'x' })],
  ['presence under the id of the server', ({ server, me }) => presenceMessage(server, 1, { person: me })],
  ['presence of 100,000 ghosts', () => frame(MESSAGE.awareness, frame(100_000, ...many(40_000, () => 1)))],
  ['presence of two at once', () => frame(MESSAGE.awareness, frame(2, siege.client, 1, '{}', siege.client + 1, 1, '{}'))],
  ['presence of deep JSON', () => frame(MESSAGE.awareness, frame(1, siege.client, 1, '['.repeat(900) + ']'.repeat(900)))],
  ['presence that ends halfway', () => frame(MESSAGE.awareness, frame(1, siege.client, 1, '{"card":"x"'))],
  ['presence of 3 kB', ({ me }) => presenceMessage(siege.client, 1, { person: me, card: 'x'.repeat(3_000) })],
  ['presence of a clock beyond all clocks', ({ me }) => presenceMessage(siege.client, 2 ** 40, { person: me })],
];

describe('attacks over the wire', () => {
  it.each(CUT)('[HO1] who sends %s is cut, the board stays as it is, and honest people go on', async (_name, attack, code) => {
    const mallory = await siege.knock();
    await siege.leavesAlone(async (prey) => {
      mallory.send(attack(prey));
      expect(await mallory.ended()).toMatchObject({ code });
    });
    await siege.goesOn();
  });

  it.each(IGNORED)('[HO2] %s reaches nobody, the board stays as it is, and the connection goes on', async (_name, attack) => {
    const mallory = await siege.knock();
    await siege.leavesAlone(async (prey) => {
      const known = await siege.presence(mallory);
      mallory.send(attack(prey));
      expect(await siege.presence(mallory)).toBe(known);
      expect(mallory.ending).toBeUndefined();
    });
    await siege.goesOn();
  });

  it('[HO3] a clock gap is not released by the update of another', async () => {
    const mallory = await siege.knock({ caughtUp: false });
    await siege.leavesAlone(async ({ ada, next, notes }) => {
      const later = { client: siege.client, clock: 0, structs: [{ origin: { client: ada, clock: next(ada) }, content: say('x') }] };
      mallory.send(updateMessage(draft([later, { client: siege.client + 1, clock: 3, structs: [{ parent: notes, content: say('x') }] }])));
      await siege.read(mallory);
    });
    await siege.goesOn();
    expect(siege.room.doc.store.pendingStructs).toBeNull();
    expect(siege.room.doc.store.clients.has(siege.client)).toBe(false);
  });

  it('[HO4] what many hostile connections send at once is refused each by itself, and the log replays to the board that is shown', async () => {
    const crowd = await Promise.all(many(12, () => siege.knock()));
    await siege.leavesAlone(async (prey) => {
      for (const mallory of crowd) mallory.send(under(({ ada }) => ada, say('x'))(prey));
      for (const mallory of crowd) expect(await mallory.ended()).toMatchObject({ code: 4422 });
    });
    await siege.goesOn();
    const replay = new Y.Doc();
    const { snapshot, updates } = await siege.server.deps.log.read(siege.event.board);
    for (const update of [...(snapshot ? [snapshot] : []), ...updates]) Y.applyUpdate(replay, update);
    expect(rootOf(replay, 'tasks').toJSON()).toEqual(rootOf(siege.room.doc, 'tasks').toJSON());
  });

  it('[HO5] of many who put a new task in the place of one at once every one is cut, and the task stays', async () => {
    const crowd = await Promise.all(many(12, () => siege.knock()));
    await siege.leavesAlone(async ({ taskId }) => {
      crowd.forEach((mallory, at) => {
        // Some ids are higher than those of the honest, some lower: merging alone would let some of them win.
        const client = at % 2 ? at + 1 : 2 ** 32 - 1 - at;
        mallory.send(updateMessage(draft([{ client, clock: 0, structs: [{ parent: 'tasks', key: taskId, content: map }] }])));
      });
      for (const mallory of crowd) expect(await mallory.ended()).toMatchObject({ code: 4422 });
    });
    await siege.goesOn();
  });
});
