// Hostile clients and honest ones on one board at the same time: the hostile are cut with the code for it, the honest go on
// and end equal. How long a message takes and what it costs in memory is not measured here; broken frames are malformed.test.ts.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addTask } from '../../../shared/board/board.ts';
import { MESSAGE } from '../../../shared/sync/protocol.ts';
import { draft, map, value } from '../../fuzz/draft.ts';
import { askMessage, frame, Knock, presenceMessage, updateMessage } from '../../support/knock.ts';
import { agreed, Peer } from '../../support/peer.ts';
import { seededMint } from '../../support/seed.ts';
import { serve } from '../../support/server.ts';

const mint = seededMint(77);
const CLIENT = 666;

const stateVector = new Uint8Array(2 + 1_000_000).fill(1);

const CUT: readonly [string, Uint8Array, readonly number[]][] = [
  ['a megabyte of state vector', askMessage(stateVector), [4413]],
  [
    'a key that is a prototype',
    updateMessage(draft([{ client: CLIENT, clock: 0, structs: [{ parent: 'tasks', key: '__proto__', content: map }] }])),
    [4422],
  ],
  [
    'a string of 255,000 characters',
    updateMessage(draft([{ client: CLIENT, clock: 0, structs: [{ parent: 'tasks', key: 'x', content: value('x'.repeat(255_000)) }] }])),
    [4400, 4413, 4422],
  ],
];

const IGNORED: readonly [string, Uint8Array][] = [
  ['presence that claims a hundred thousand ghosts', frame(MESSAGE.awareness, frame(100_000, ...Array.from({ length: 40_000 }, () => 1)))],
  ['presence of deep JSON', presenceMessage(CLIENT, 1, { a: { b: { c: {} } } })],
];

describe('hostile clients beside honest ones', () => {
  it.each(CUT)('[HO1] who sends %s is cut, and honest people go on and end equal', async (_name, bytes, codes) => {
    const { origin, organizer } = await serve();
    const event = await organizer.createEvent();
    const mallory = await new Knock(origin, { board: event.board, token: (await organizer.join(event, 'Mallory')).token }).welcomed();
    const ada = await Peer.open(origin, await organizer.join(event, 'Ada'), { live: false });
    const bo = await Peer.open(origin, await organizer.join(event, 'Bo'), { live: false });
    mallory.send(askMessage(Y.encodeStateVector(new Y.Doc())));
    mallory.send(bytes);
    for (const peer of [ada, bo]) addTask(peer.doc, mint('task'), { title: 'Still here' });
    expect(codes).toContain(((await mallory.ended()) as { code: number }).code);
    await agreed([ada, bo], ({ tasks }) => tasks.length === 2, 'both honest people have both tasks');
    expect([...ada.endings, ...bo.endings]).toEqual([]);
  });

  it.each(IGNORED)('[HO2] %s reaches nobody, and honest people go on and end equal', async (_name, bytes) => {
    const { origin, organizer } = await serve();
    const event = await organizer.createEvent();
    const mallory = await new Knock(origin, { board: event.board, token: (await organizer.join(event, 'Mallory')).token }).welcomed();
    const ada = await Peer.open(origin, await organizer.join(event, 'Ada'), { live: false });
    const bo = await Peer.open(origin, await organizer.join(event, 'Bo'), { live: false });
    mallory.send(bytes);
    for (const peer of [ada, bo]) addTask(peer.doc, mint('task'), { title: 'Still here' });
    await agreed([ada, bo], ({ tasks }) => tasks.length === 2, 'both honest people have both tasks');
    expect(ada.provider.awareness.getStates().has(CLIENT)).toBe(false);
  });
});
