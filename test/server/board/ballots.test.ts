// Ballots on a room: durable with its batches, through failures, rests and restarts; told to nobody.

import { describe, expect, it } from 'vitest';
import { addChallenge } from '../../../shared/board/board.ts';
import { settle } from '../../support/until.ts';
import { call, furnished, idle, listening } from './furnished.ts';

async function voting() {
  const given = await furnished();
  const challenge = given.mint('challenge');
  given.room.edit(() => addChallenge(given.room.doc, challenge, { title: 'Bike paths', order: 'a0' }));
  await given.room.committed();
  return { ...given, challenge };
}

describe('ballots', () => {
  it('[VO11] a vote is answered when it is on disk, and nobody hears of a second dot', async () => {
    const { room, ada, challenge, hold, store, board } = await voting();
    expect(await room.command(ada, call('vote', { challenge, dots: 1 }))).toMatchObject({ ok: true });
    const heard = listening(room);
    const open = hold();
    let answered = false;
    const answer = room.command(ada, call('vote', { challenge, dots: 2 })).finally(() => (answered = true));
    await settle();
    expect(answered).toBe(false);
    open();
    expect(await answer).toMatchObject({ ok: true });
    expect((await store.read(board)).ballots).toEqual(new Map([[ada, { [challenge]: 2 }]]));
    expect(heard.batches).toEqual([0]);
  });

  it('[VO12] a vote the store could not take is not answered as counted, and is there once the store is back', async () => {
    const { room, ada, challenge, fail, clock, store, board } = await voting();
    fail(new Error('disk full'));
    const answer = room.command(ada, call('vote', { challenge, dots: 2 }));
    await settle();
    expect(await answer).toMatchObject({ ok: false, refusal: { refused: 'not-saved' } });
    fail(undefined);
    clock.advance(1_000);
    await settle();
    expect((await store.read(board)).ballots).toEqual(new Map([[ada, { [challenge]: 2 }]]));
    expect(room.ballot(ada)).toEqual({ [challenge]: 2 });
  });

  it('[VO13] a restart keeps ballots, and a reveal after it counts them', async () => {
    const given = await voting();
    const { room, ada, fay, challenge } = given;
    await room.command(ada, call('vote', { challenge, dots: 3 }));
    const again = await idle(given);
    expect(again.ballot(ada)).toEqual({ [challenge]: 3 });
    await again.command(fay, call('reveal-votes', {}));
    const view = await again.view();
    expect(view).toMatchObject({ votes: { voters: 1, dots: { [challenge]: 3 } } });
  });
});
