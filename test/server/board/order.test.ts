// The brake at work in a real room, behind the real judge: who is held, what that keeps out, and what lifts it. Where the
// lines are drawn is in brake.test.ts.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addChallenge, addTask, editTask, readHolds, readReplicas, removeTask, taskText } from '../../../shared/board/board.ts';
import type { Person, Role } from '../../../shared/board/schema.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { MINUTE, type PersonId, type TaskId } from '../../../shared/ids.ts';
import type { Command, CommandCall } from '../../../shared/live/commands.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { LIVE_LIMITS } from '../../../server/board/judge/scan.ts';
import { Orders } from '../../../server/board/order.ts';
import { Room } from '../../../server/board/room.ts';
import { memoryLog } from '../../../server/storage/memory.ts';
import { fakeClock } from '../../support/clock.ts';
import { seededMint } from '../../support/seed.ts';
import { settle } from '../../support/until.ts';

/** Somebody with a copy of the board, whose edits go through the judge. */
class Hand {
  readonly id: PersonId;
  readonly role: Role;
  #doc = new Y.Doc();

  constructor(id: PersonId, role: Role) {
    this.id = id;
    this.role = role;
  }

  /** One update; gives why it was refused, or 'taken'. What is refused is forgotten here too, as a client does. */
  edit(room: Room, change: (doc: Y.Doc) => void): string {
    const doc = this.#doc;
    Y.applyUpdate(doc, room.encode());
    const known = Y.encodeStateVector(doc);
    doc.transact(() => change(doc));
    const refusal = room.receive(Y.encodeStateAsUpdate(doc, known), { person: this.id, role: this.role }, LIVE_LIMITS);
    if (refusal === undefined) return 'taken';
    this.#doc = new Y.Doc();
    return isRefusal(refusal) ? refusal.refused : refusal;
  }
}

async function hackfest() {
  const clock = fakeClock();
  const mint = seededMint(21);
  const log = memoryLog();
  const report = () => undefined;
  const orders = new Orders({ log, clock, report, span: () => undefined });
  const board = mint('board');
  const open = async () => new Room(board, await log.read(board), { log, clock, mint, report, warden: orders.appoint });
  let room = await open();
  const hand = (role: Role): Hand => {
    const id = mint('person');
    const looks = {
      color: 0,
      glyph: '●',
      place: 'room',
      site: '',
      skills: {},
      newcomer: false,
      openToPair: false,
      attribution: true,
      removed: false,
      hidden: false,
      waiting: false,
    } as const;
    room.write([{ write: 'person', person: { ...looks, id, name: role, role, joinedAt: clock.now() } satisfies Person }]);
    return new Hand(id, role);
  };
  const [fay, ada, rex] = [hand('facilitator'), hand('participant'), hand('participant')];
  const challenge = mint('challenge');
  const tasks = Array.from({ length: 19 }, () => mint('task'));
  ada.edit(room, (doc) => addChallenge(doc, challenge, { title: 'Bike paths', order: 'a0' }));
  ada.edit(room, (doc) =>
    tasks.forEach((id, n) => addTask(doc, id, { title: `Task ${n}`, challenge, order: 'a0', notes: 'x'.repeat(500) })),
  );
  await settle();
  let keys = 0;
  const give = <C extends Command['name']>(hand: Hand, name: C, body: Extract<Command, { name: C }>['body']) =>
    room.command(hand.id, { name, body, key: `order-key-${(keys += 1)}` } as never as CommandCall);
  const remove = (who: Hand, ids: readonly TaskId[]) => ids.map((id) => who.edit(room, (doc) => removeTask(doc, id)));
  const reopen = async () => {
    await room.close();
    room = await open();
  };
  return { clock, mint, log, orders, room: () => room, fay, ada, rex, hand, tasks, give, remove, reopen, view: () => viewBoard(room.doc) };
}

describe('order', () => {
  it('[BR30] the update that crosses the line is not applied, and everybody can see who is held', async () => {
    const at = await hackfest();
    expect(at.remove(at.rex, at.tasks.slice(0, 8))).toEqual([...Array<string>(6).fill('taken'), 'on-hold', 'on-hold']);
    expect(at.view().tasks).toHaveLength(13);
    const [hold] = at.view().holds;
    expect(hold).toMatchObject({ person: at.rex.id, at: at.clock.now(), entries: 7 });
    expect(at.view().log.at(-1)).toEqual({ kind: 'held', at: at.clock.now(), by: '', to: at.rex.id });
  });

  it('[BR31] who is held changes nothing and gives no command, also after a restart, until the hold is lifted', async () => {
    const at = await hackfest();
    at.remove(at.rex, at.tasks.slice(0, 7));
    await at.reopen();
    const task = at.tasks.at(-1) as TaskId;
    expect(at.rex.edit(at.room(), (doc) => editTask(doc, task, { title: 'ha' }))).toBe('on-hold');
    expect(await at.give(at.rex, 'claim', { task })).toMatchObject({ refusal: { refused: 'on-hold' } });
    expect(at.ada.edit(at.room(), (doc) => editTask(doc, task, { title: 'Go on' }))).toBe('taken');
    expect(await at.give(at.fay, 'lift-hold', { person: at.rex.id })).toMatchObject({ ok: true });
    expect(at.rex.edit(at.room(), (doc) => editTask(doc, task, { title: 'Sorry' }))).toBe('taken');
    expect(await at.give(at.rex, 'claim', { task })).toMatchObject({ ok: true });
  });

  it('[BR32] text is weighed as entries are', async () => {
    const at = await hackfest();
    const erase = (who: Hand, task: TaskId) => who.edit(at.room(), (doc) => taskText(doc, task, 'notes')?.delete(0, 500));
    expect(at.tasks.slice(0, 6).map((task) => erase(at.rex, task))).toEqual([...Array<string>(4).fill('taken'), 'on-hold', 'on-hold']);
    expect(readHolds(at.room().doc)).toMatchObject([{ entries: 0, characters: 2_500 }]);
  });

  it('[BR33] removing all of one’s own, and a little at a time, is nobody’s business', async () => {
    const at = await hackfest();
    const own = at.tasks.map(() => at.mint('task'));
    at.rex.edit(at.room(), (doc) => own.forEach((id) => addTask(doc, id, { title: 'Mine', order: 'a1' })));
    expect(new Set(at.remove(at.rex, own))).toEqual(new Set(['taken']));
    expect(new Set(at.remove(at.rex, at.tasks.slice(0, 5)))).toEqual(new Set(['taken']));
    at.clock.advance(6 * MINUTE);
    expect(new Set(at.remove(at.rex, at.tasks.slice(5, 9)))).toEqual(new Set(['taken']));
    expect(at.view().holds).toEqual([]);
  });

  it('[BR34] a facilitator clears a board in one go; what stood there is kept', async () => {
    const at = await hackfest();
    await settle();
    expect(new Set(at.remove(at.fay, at.tasks))).toEqual(new Set(['taken']));
    await settle();
    const { moments } = at.orders.of(at.room());
    const [first] = await moments.list();
    expect((await moments.view(first as never))?.tasks).toHaveLength(19);
  });

  it('[BR35] what a held person removed comes back by the moment the hold names, also after a restart', async () => {
    const at = await hackfest();
    at.clock.advance(1_000);
    await settle();
    at.remove(at.rex, at.tasks.slice(0, 7));
    at.ada.edit(at.room(), (doc) => editTask(doc, at.tasks[18] as TaskId, { title: 'Later' }));
    await at.reopen();
    const [hold] = at.view().holds;
    await at.orders.of(at.room()).moments.restore(hold?.moment as never, at.fay.id, at.rex.id);
    expect(at.view().tasks).toHaveLength(19);
    expect(at.view().tasks.find(({ id }) => id === at.tasks[18])?.title).toBe('Later');
    expect(at.view().tasks.find(({ id }) => id === at.tasks[0])?.notes).toBe('x'.repeat(500));
  });

  it('[BR36] what was brought back is still its maker’s to remove', async () => {
    const at = await hackfest();
    const own = at.tasks.map(() => at.mint('task'));
    at.ada.edit(at.room(), (doc) => own.forEach((id) => addTask(doc, id, { title: 'Ada’s', order: 'a1', author: at.ada.id })));
    at.clock.advance(1_000);
    await settle();
    at.remove(at.rex, own.slice(0, 12));
    const [hold] = at.view().holds;
    await at.orders.of(at.room()).moments.restore(hold?.moment as never, at.fay.id, at.rex.id);
    expect(new Set(at.remove(at.ada, own))).toEqual(new Set(['taken']));
  });
});

describe('devices that hold more than the board', () => {
  it('[EP3] facilitators are told of the one that was turned away, twice a minute at most', async () => {
    const at = await hackfest();
    const order = at.orders.of(at.room());
    const told = () => readReplicas(at.room().doc);
    order.turnedAway(at.ada.id);
    const first = at.clock.now();
    expect(told()).toEqual({ refusedAt: first, refused: at.ada.id, acceptedUntil: 0 });
    at.clock.advance(10_000);
    order.turnedAway(at.ada.id);
    expect(told().refusedAt).toBe(first);
    at.clock.advance(20_000);
    order.turnedAway(at.ada.id);
    expect(told().refusedAt).toBe(first + 30_000);
  });

  it('[EP4] while they are let in nobody is held for what they bring', async () => {
    const at = await hackfest();
    await at.give(at.fay, 'accept-replicas', { minutes: 10 });
    expect(new Set(at.remove(at.rex, at.tasks.slice(0, 12)))).toEqual(new Set(['taken']));
    at.clock.advance(11 * MINUTE);
    expect(at.remove(at.ada, at.tasks.slice(12)).filter((answer) => answer === 'on-hold')).toEqual([]);
    expect(at.view().holds).toEqual([]);
  });
});
