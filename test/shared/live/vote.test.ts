// Dot-votes as the referee decides them: ballots stand beside the document, the count comes into it when it is revealed.

import { describe, expect, it } from 'vitest';
import { addChallenge, removeChallenge } from '../../../shared/board/board.ts';
import { byDots, dotsOf } from '../../../shared/board/votes.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { refused, Table } from '../../support/table.ts';

function room() {
  const table = new Table();
  const buses = table.mint('challenge');
  addChallenge(table.doc, buses, { title: 'Buses', order: 'a1' });
  return {
    table,
    bikes: table.challenge,
    buses,
    ana: table.person('Ana'),
    bo: table.person('Bo'),
    fay: table.person('Fay', 'facilitator'),
  };
}

describe('voting', () => {
  it('[VO1] what somebody votes for is nowhere in the document before it is revealed, only how many have voted', () => {
    const { table, bikes, ana, bo } = room();
    const before = table.view;
    table.give(ana, 'vote', { challenge: bikes, dots: 3 });
    expect(table.doc.getMap('votes').toJSON()).toEqual({ voters: 1 });
    expect(table.view).toEqual({ ...before, votes: { ...before.votes, voters: 1 } });
    table.give(bo, 'vote', { challenge: bikes, dots: 1 });
    expect(table.view.votes).toMatchObject({ voters: 2, revealedAt: 0, dots: {} });
  });

  it('[VO2] nobody spends more dots than each has; taking back frees them, and saying it twice counts once', () => {
    const { table, bikes, buses, ana } = room();
    expect(refused(table.give(ana, 'vote', { challenge: bikes, dots: 4 }))).toBe('granted');
    expect(table.give(ana, 'vote', { challenge: buses, dots: 2 })).toMatchObject({ refused: 'no-dots-left', detail: { each: 5 } });
    expect(refused(table.give(ana, 'vote', { challenge: bikes, dots: 4 }))).toBe('granted');
    table.give(ana, 'vote', { challenge: bikes, dots: 3 });
    expect(refused(table.give(ana, 'vote', { challenge: buses, dots: 2 }))).toBe('granted');
    expect(table.ballots.get(ana)).toEqual({ [bikes]: 3, [buses]: 2 });
  });

  it('[VO3] whoever takes all dots back has not voted', () => {
    const { table, bikes, ana } = room();
    table.give(ana, 'vote', { challenge: bikes, dots: 1 });
    table.give(ana, 'vote', { challenge: bikes, dots: 0 });
    expect(table.view.votes.voters).toBe(0);
    expect(table.ballots.get(ana)).toEqual({});
  });

  it('[VO4] dots on a challenge that is gone are free again, and no challenge gets any that is not there', () => {
    const { table, bikes, buses, ana } = room();
    table.give(ana, 'vote', { challenge: bikes, dots: 5 });
    removeChallenge(table.doc, bikes);
    expect(refused(table.give(ana, 'vote', { challenge: buses, dots: 5 }))).toBe('granted');
    expect(refused(table.give(ana, 'vote', { challenge: bikes, dots: 1 }))).toBe('no-such-challenge');
  });

  it('[VO5] where each has fewer dots than were spent, the first count, challenge by challenge', () => {
    const challenges = [{ id: 'c100000000000000' }, { id: 'c100000000000001' }] as never;
    expect([...dotsOf({ c100000000000000: 3, c100000000000001: 3 }, 4, challenges)]).toEqual([
      ['c100000000000000', 3],
      ['c100000000000001', 1],
    ]);
  });
});

describe('revealing', () => {
  it('[VO6] shows everybody how many dots stand where, never whose; only facilitators do it', () => {
    const { table, bikes, buses, ana, bo, fay } = room();
    table.give(ana, 'vote', { challenge: bikes, dots: 3 });
    table.give(bo, 'vote', { challenge: bikes, dots: 1 });
    table.give(bo, 'vote', { challenge: buses, dots: 1 });
    expect(refused(table.give(ana, 'reveal-votes', {}))).toBe('not-allowed');
    table.give(fay, 'reveal-votes', {});
    expect(table.view.votes).toEqual({ voters: 2, revealedAt: table.now, by: fay, dots: { [bikes]: 4, [buses]: 1 } });
    expect(JSON.stringify(table.doc.getMap('votes').toJSON())).not.toContain(ana);
  });

  it('[VO7] revealed votes are final until a facilitator opens the vote again: on with the same ballots, or afresh', () => {
    const { table, bikes, buses, ana, fay } = room();
    table.give(ana, 'vote', { challenge: bikes, dots: 3 });
    table.give(fay, 'reveal-votes', {});
    expect(refused(table.give(ana, 'vote', { challenge: buses, dots: 1 }))).toBe('votes-revealed');
    expect(refused(table.give(ana, 'reopen-votes', { afresh: true }))).toBe('not-allowed');
    table.give(fay, 'reopen-votes', { afresh: false });
    expect(table.view.votes).toMatchObject({ voters: 1, revealedAt: 0, dots: {} });
    expect(isRefusal(table.give(ana, 'vote', { challenge: buses, dots: 2 }))).toBe(false);
    table.give(fay, 'reopen-votes', { afresh: true });
    expect(table.view.votes).toMatchObject({ voters: 0, revealedAt: 0, dots: {} });
    expect(table.ballots.get(ana)).toEqual({});
  });

  it('[VO8] a second reveal changes nothing', () => {
    const { table, bikes, ana, fay } = room();
    table.give(ana, 'vote', { challenge: bikes, dots: 1 });
    table.give(fay, 'reveal-votes', {});
    const shown = table.view.votes;
    table.wait(5);
    expect(table.give(fay, 'reveal-votes', {})).toEqual({ writes: [] });
    expect(table.view.votes).toEqual(shown);
  });

  it('[VO9] no challenge passes another with as many dots', () => {
    const challenges = [{ id: 'c1' }, { id: 'c2' }, { id: 'c3' }] as never[];
    expect(byDots(challenges, { c2: 4, c3: 4 } as never).map(({ id }) => id)).toEqual(['c2', 'c3', 'c1']);
  });
});
