// How much one may send and how slow one may be: allowances by token, back-pressure before refusal, questions, silence, and
// slow consumers.

import { describe, expect, it } from 'vitest';
import * as encoding from 'lib0/encoding';
import { addTask, editMeta } from '../../../shared/board/board.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { MESSAGE } from '../../../shared/sync/protocol.ts';
import { Allowance, Allowances, Bucket, SYNC_LIMITS } from '../../../server/sync/allowance.ts';
import { stateVectorProblem } from '../../../server/sync/messages.ts';
import { askMessage, presenceMessage } from '../../support/knock.ts';
import { Author, connected } from './connected.ts';

const NOTHING = Uint8Array.of(0);
const MEGABYTE = 1024 * 1024;

describe('an allowance', () => {
  it('[SY90] fills up over time, up to its burst, and says how long a debt lasts', () => {
    const bucket = new Bucket({ perSecond: 10, burst: 20 });
    for (let count = 0; count < 20; count++) expect(bucket.spend(1, 0)).toBe(0);
    expect(bucket.spend(1, 0)).toBe(100);
    expect(bucket.spend(1, 100)).toBe(100);
    expect(bucket.spend(0, 60_000)).toBe(0);
    for (let count = 0; count < 20; count++) expect(bucket.spend(1, 60_000)).toBe(0);
    expect(bucket.spend(1, 60_000)).toBeGreaterThan(0);
    expect(bucket.spend(1, 59_000)).toBeGreaterThan(0);
  });

  it('[SY91] is shared by all connections of a token, and coming back does not renew it', () => {
    const allowances = new Allowances(SYNC_LIMITS);
    let now = 0;
    const first = allowances.take('token', () => now);
    expect(allowances.take('token', () => now).allowance).toBe(first.allowance);
    expect(allowances.take('another', () => now).allowance).not.toBe(first.allowance);
    const gone = allowances.take('gone', () => now);
    gone.release();
    now = 10_000;
    allowances.forgetBefore(-1);
    expect(allowances.take('gone', () => now).allowance).toBe(gone.allowance);
    allowances.take('left', () => now).release();
    allowances.forgetBefore(20_000);
    expect(allowances.take('token', () => now).allowance).toBe(first.allowance);
  });

  it('[SY92] whoever sends too much is read more slowly, loses nothing, and delays nobody else', async () => {
    const { join, room, mint, clock } = await connected();
    const [ada, bo] = [join(), join()];
    const author = new Author(ada.wire.updates());
    const sent = 200;
    for (let count = 0; count < sent; count++)
      for (const message of author.edit((doc) => addTask(doc, mint('task'), { title: `${count}` }))) ada.session.receive(message);
    expect(ada.wire.isPaused).toBe(true);
    expect(bo.wire.isPaused).toBe(false);
    const taken = viewBoard(room.doc).tasks.length;
    expect(taken).toBeLessThan(130);
    for (let seconds = 0; seconds < 5; seconds++) clock.advance(1_000);
    await room.committed();
    expect(viewBoard(room.doc).tasks.length).toBe(sent);
    expect([ada.wire.isPaused, ada.wire.closed]).toEqual([false, undefined]);
  });

  it('[SY93] bytes count too, but not what was made offline', async () => {
    const { connect, join, mint } = await connected();
    const ada = connect();
    ada.session.receive(askMessage(NOTHING));
    const author = new Author(ada.wire.updates());
    const big = (count: number) =>
      author.offline((doc) => void Array.from({ length: count }, () => addTask(doc, mint('task'), { notes: 'x'.repeat(30_000) })));
    big(30);
    ada.session.receive(author.missing(NOTHING));
    expect([ada.wire.isPaused, ada.wire.closed]).toEqual([false, undefined]);
    const bo = join();
    const other = new Author(bo.wire.updates());
    for (let count = 0; count < 20; count++)
      for (const message of other.edit((doc) => addTask(doc, mint('task'), { notes: 'x'.repeat(30_000) }))) bo.session.receive(message);
    expect([bo.wire.isPaused, bo.wire.closed]).toEqual([true, undefined]);
  });

  it('[SY94] who goes on sending more than is read for long is sent away for a while', async () => {
    const { join, clock } = await connected();
    const ada = join();
    for (let count = 0; count < 1_300; count++) ada.session.receive(Uint8Array.of(99));
    expect(ada.wire.closed).toMatchObject({ refused: 'too-many-requests' });
    clock.advance(60_000);
    expect(ada.wire.parcels.length).toBe(2);
  });

  it('[SY95] two connections of one token have one allowance', async () => {
    const { join } = await connected();
    const allowance = new Allowance(SYNC_LIMITS);
    const [one, two] = [join({ allowance }), join({ allowance })];
    for (let count = 0; count < 100; count++) one.session.receive(Uint8Array.of(99));
    expect(one.wire.isPaused).toBe(false);
    for (let count = 0; count < 30; count++) two.session.receive(Uint8Array.of(99));
    expect(two.wire.isPaused).toBe(true);
  });
});

describe('questions for the whole board', () => {
  it('[SY96] after the first, three a minute are answered; of more the newest, when its time has come', async () => {
    const { join, clock } = await connected();
    const ada = join();
    for (let count = 0; count < 10; count++) ada.session.receive(askMessage(NOTHING));
    expect(ada.wire.synced).toBe(4);
    clock.advance(19_000);
    expect(ada.wire.synced).toBe(4);
    clock.advance(1_000);
    expect(ada.wire.synced).toBe(5);
    clock.advance(600_000);
    expect([ada.wire.synced, ada.wire.closed]).toEqual([5, undefined]);
  });

  it('[SY97] a state vector is looked at before anything is made of it', () => {
    const vector = (entries: number, claimed = entries) =>
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, claimed);
        for (let entry = 0; entry < entries; entry++) {
          encoding.writeVarUint(encoder, entry);
          encoding.writeVarUint(encoder, 1);
        }
      });
    expect(stateVectorProblem(vector(0))).toBeUndefined();
    expect(stateVectorProblem(vector(20_000))).toBeUndefined();
    expect(stateVectorProblem(vector(30_000))).toMatchObject({ refused: 'too-large' });
    expect(stateVectorProblem(vector(1_000_000))).toMatchObject({ refused: 'too-large' });
    expect(stateVectorProblem(vector(10, 1_000_000))).toMatchObject({ refused: 'malformed' });
    expect(stateVectorProblem(vector(10, 11))).toMatchObject({ refused: 'malformed' });
    expect(stateVectorProblem(vector(10, 9))).toMatchObject({ refused: 'malformed' });
    expect(stateVectorProblem(Uint8Array.of())).toMatchObject({ refused: 'malformed' });
    expect(stateVectorProblem(new Uint8Array(300 * 1024))).toMatchObject({ refused: 'too-large' });
  });

  it('[SY98] who does not ask within five seconds is cut', async () => {
    const { connect, join, clock } = await connected();
    const [silent, honest] = [connect(), join()];
    clock.advance(4_999);
    expect(silent.wire.wasCut).toBe(false);
    clock.advance(1);
    expect([silent.wire.wasCut, honest.wire.wasCut]).toEqual([true, false]);
  });
});

describe('a slow consumer', () => {
  it('[SY40] first loses presence, then the connection (1013), while others go on', async () => {
    const { join, room, clock } = await connected();
    const [quick, slow, stuck] = [join(), join(), join()];
    slow.wire.slowness = 300 * 1024;
    stuck.wire.slowness = 3 * MEGABYTE;
    const before = [quick, slow, stuck].map(({ wire }) => wire.parcels.length);
    const heard = () => [quick, slow, stuck].map(({ wire }, index) => wire.parcels.length - (before[index] ?? 0));
    clock.advance(20_000);
    expect(heard()).toEqual([1, 0, 0]);
    room.edit(() => editMeta(room.doc, { title: 'news' }));
    await room.committed();
    expect(stuck.wire.closed).toMatchObject({ refused: 'too-many-requests' });
    expect([quick.wire.closed, slow.wire.closed, ...heard()]).toEqual([undefined, undefined, 2, 1, 0]);
  });

  it('[SY42] gets a board larger than that, and is only measured by what comes behind it', async () => {
    const { join, room, mint, clock } = await connected();
    room.edit(() => {
      for (let count = 0; count < 100; count++) addTask(room.doc, mint('task'), { notes: 'x'.repeat(30_000) });
    });
    await room.committed();
    const ada = join();
    const size = ada.wire.parcels.at(-1)?.size ?? 0;
    expect(size).toBeGreaterThan(2.5 * MEGABYTE);
    ada.wire.slowness = size;
    const news = async (title: string) => {
      room.edit(() => editMeta(room.doc, { title }));
      await room.committed();
    };
    await news('one');
    await news('two');
    expect(ada.wire.closed).toBeUndefined();
    ada.wire.slowness = size + 3 * MEGABYTE;
    await news('far behind');
    expect(ada.wire.closed).toMatchObject({ refused: 'too-many-requests' });

    const bo = join();
    bo.wire.slowness = size;
    clock.advance(121_000);
    await news('too long');
    expect(bo.wire.closed).toMatchObject({ refused: 'too-many-requests' });
  });

  it('[SY43] makes progress as long as anything leaves, which tells it apart from one that is gone', async () => {
    const { join } = await connected();
    const ada = join();
    const all = ada.wire.parcels.reduce((sum, { size }) => sum + size, 0);
    ada.wire.slowness = all;
    expect(ada.session.sent).toBe(0);
    ada.wire.slowness = 10;
    expect(ada.session.sent).toBe(all - 10);
  });
});

describe('presence, limited', () => {
  it('[PR1] more words than ten a second wait, and the newest is told', async () => {
    const { join, clock } = await connected();
    const [ada, bo] = [join(), join()];
    for (let count = 1; count <= 40; count++) ada.session.receive(presenceMessage(7, count, { person: ada.person, card: `card ${count}` }));
    const heard = () => bo.wire.messages.filter(([kind]) => kind === MESSAGE.awareness).map((message) => Buffer.from(message).toString());
    clock.advance(50);
    expect(heard().at(-1)).toContain('card 20');
    clock.advance(2_000);
    expect(heard().at(-1)).toContain('card 40');
  });
});
