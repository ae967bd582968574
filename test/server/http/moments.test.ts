// A board's past over HTTP, against the real app: who may look at it, what it shows, and bringing it back.

import { beforeEach, describe, expect, it } from 'vitest';
import { addTask, editTask, removeTask } from '../../../shared/board/board.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import { MINUTE, type Millis, type PersonId } from '../../../shared/ids.ts';
import { fakeClock, MORNING, type FakeClock } from '../../support/clock.ts';
import { Peer } from '../../support/peer.ts';
import { refusalOf, request } from '../../support/request.ts';
import { seededMint } from '../../support/seed.ts';
import { serve, type Joined, type TestEvent, type TestServer } from '../../support/server.ts';
import { settle } from '../../support/until.ts';

let clock: FakeClock;
let server: TestServer;
let event: TestEvent;
let fay: Joined;
let ana: Joined;
const mint = seededMint(99);

beforeEach(async () => {
  clock = fakeClock();
  server = await serve({ clock });
  event = await server.organizer.createEvent({ startsAt: MORNING, endsAt: MORNING + 480 * MINUTE });
  fay = await server.organizer.join(event.links.facilitator, 'Fay');
  ana = await server.organizer.join(event, 'Ana');
});

const ask = (line: string, by: { readonly token: string }, body?: unknown) =>
  request(server.origin, line.replace(':board', event.board), { token: by.token, ...(body === undefined ? {} : { body }) });
const moments = async () => ((await ask('GET /api/boards/:board/moments', fay)).body as { moments: Millis[] }).moments;
const titles = (board: unknown) => (board as BoardView).tasks.map(({ title }) => title);

/** A minute goes by, and what it brings about is on disk. */
async function pass(): Promise<void> {
  const before = (await moments()).length;
  clock.advance(MINUTE);
  for (let turn = 0; turn < 50 && (await moments()).length === before; turn++) await settle();
}

/** As this person's client would; resolves when everybody has it. */
async function edit(by: Joined, change: (peer: Peer) => void): Promise<void> {
  const [peer, witness] = await Promise.all([Peer.open(server.origin, by), Peer.open(server.origin, fay, { live: false })]);
  const seen = new Promise<void>((resolve) => witness.doc.once('update', () => resolve()));
  // Batches of a board keep a distance by the clock, which stands still here.
  clock.advance(20);
  peer.doc.transact(() => change(peer));
  await seen;
  peer.close();
  witness.close();
}

describe('the moments of a board', () => {
  it('[MO30] are for facilitators and the organizer', async () => {
    for (const line of ['GET /api/boards/:board/moments', 'GET /api/boards/:board/moments/1', 'POST /api/boards/:board/restore']) {
      const body = line.startsWith('POST') ? { at: 1 } : undefined;
      const wall = await server.organizer.openWall(event);
      expect(refusalOf(await ask(line, ana, body)), line).toBe('not-allowed');
      expect(refusalOf(await ask(line, wall, body)), line).toBe('not-allowed');
      expect(refusalOf(await ask(line, { token: 'no-such-token-anywhere' }, body)), line).toBe('not-signed-in');
      expect(refusalOf(await ask(line, fay, body)), line).not.toBe('not-allowed');
      expect(refusalOf(await ask(line, server.organizer, body)), line).not.toBe('not-allowed');
    }
  });

  it('[MO31] are listed, and each shows the board as it was', async () => {
    await edit(ana, ({ doc }) => addTask(doc, mint('task'), { title: 'One', order: 'a0' }));
    await pass();
    await edit(ana, ({ doc }) => addTask(doc, mint('task'), { title: 'Two', order: 'a1' }));
    await pass();
    const [first, second] = await moments();
    const shown = await ask(`GET /api/boards/:board/moments/${first}`, fay);
    expect(titles(shown.body)).toEqual(['One']);
    expect((shown.body as { people: { name: string }[] }).people.map(({ name }) => name).sort()).toEqual(['Ana', 'Fay']);
    expect(titles((await ask(`GET /api/boards/:board/moments/${second}`, fay)).body)).toEqual(['One', 'Two']);
    expect(refusalOf(await ask('GET /api/boards/:board/moments/12', fay))).toBe('unknown-address');
  });

  it('[MO32] come back, with the moment to undo that by', async () => {
    const id = mint('task');
    await edit(ana, ({ doc }) => addTask(doc, id, { title: 'One', order: 'a0' }));
    await pass();
    const [first] = await moments();
    await edit(ana, ({ doc }) => removeTask(doc, id));
    const reply = await ask('POST /api/boards/:board/restore', fay, { at: first });
    expect(reply.status).toBe(200);
    const { moment, before } = reply.body as { moment: Millis; before: Millis };
    expect(moment).toBe(first);
    const board = async () => (await ask('GET /api/boards/:board', ana)).body as BoardView;
    expect(titles(await board())).toEqual(['One']);
    expect((await board()).log.at(-1)).toMatchObject({ kind: 'restored', by: fay.person, moment, before });
    expect((await ask('POST /api/boards/:board/restore', server.organizer, { at: before })).status).toBe(200);
    expect(titles(await board())).toEqual([]);
  });

  it('[MO33] give one person’s work back alone', async () => {
    const [one, two] = [mint('task'), mint('task')];
    await edit(fay, ({ doc }) => {
      addTask(doc, one, { title: 'One', order: 'a0' });
      addTask(doc, two, { title: 'Two', order: 'a1' });
    });
    await pass();
    const [first] = await moments();
    await edit(ana, ({ doc }) => removeTask(doc, one));
    await edit(fay, ({ doc }) => editTask(doc, two, { title: 'Two, done' }));
    expect((await ask('POST /api/boards/:board/restore', fay, { at: first, of: ana.person })).status).toBe(200);
    expect(titles((await ask('GET /api/boards/:board', ana)).body)).toEqual(['One', 'Two, done']);
  });

  it('[MO34] a restore that is asked for wrongly says so', async () => {
    for (const body of [{}, { at: 'now' }, { at: -1 }, { at: 5, of: 'somebody' as PersonId }, { at: 5, all: true }])
      expect(refusalOf(await ask('POST /api/boards/:board/restore', fay, body)), JSON.stringify(body)).toBe('bad-field');
    expect(refusalOf(await ask('POST /api/boards/:board/restore', fay, { at: 1 }))).toBe('unknown-address');
    expect(refusalOf(await ask('POST /api/boards/:board/restore', fay, { at: 1, of: mint('person') }))).toBe('no-such-person');
  });
});
