// Commands over the wire: one answer each, the truth in the document, and no way around the referee.

import { io } from 'socket.io-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addTask } from '../../../shared/board/board.ts';
import { LIVE_PATH } from '../../../shared/live/events.ts';
import type { Answer } from '../../../shared/live/commands.ts';
import { clockOffset, remaining } from '../../../shared/live/sprint.ts';
import { millis } from '../../../shared/ids.ts';
import { memoryLog, withFaults } from '../../../server/storage/memory.ts';
import { fakeClock } from '../../support/clock.ts';
import { agreed, nextKey, Peer, type PeerPlace } from '../../support/peer.ts';
import { request } from '../../support/request.ts';
import { seededMint } from '../../support/seed.ts';
import { serve, type Joined } from '../../support/server.ts';

async function board(options: Parameters<typeof serve>[0] = {}) {
  const server = await serve(options);
  const event = await server.organizer.createEvent();
  const mint = seededMint(3);
  const join = (name: string) => server.organizer.join(event, name);
  const enter = async (name: string) => Peer.open(server.origin, await join(name));
  const task = async (peer: Peer, seats: number) => {
    const id = mint('task');
    addTask(peer.doc, id, { title: 'Count bikes', seats });
    await until(peer, id);
    return id;
  };
  /** The server has the task when it lets it be claimed; asking to see it over HTTP says so without claiming. */
  const until = async (peer: Peer, id: string) => {
    const known = async () =>
      JSON.stringify((await request(server.origin, `GET /api/boards/${event.board}`, { token: peer.place.token })).body).includes(id);
    while (!(await known()));
  };
  return { ...server, event, mint, join, enter, task };
}

/** A bare Socket.io connection, also for what is no honest client. */
function connect(origin: string, auth: object, extraHeaders: Record<string, string> = { origin }, transports = ['websocket']) {
  const socket = io(origin, { path: LIVE_PATH, auth, transports, extraHeaders, forceNew: true, reconnection: false });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

const outcome = (socket: ReturnType<typeof connect>): Promise<string> =>
  new Promise((resolve) => {
    socket.on('connect', () => resolve('connected'));
    socket.on('connect_error', (error: Error & { data?: { refused?: string } }) => resolve(error.data?.refused ?? error.message));
  });

describe('commands', () => {
  it('[CL50] two hundred claims at once on one last seat: one winner, 199 answers that name the holder, and the document agrees', async () => {
    const { origin, enter, join, task } = await board();
    const ada = await enter('Ada');
    const id = await task(ada, 1);
    const people = await Promise.all(Array.from({ length: 200 }, (_, index) => join(`P${index}`)));
    const sockets = people.map((person) => connect(origin, { token: person.token, board: person.board }));
    await Promise.all(sockets.map(outcome));
    const answers = await Promise.all(
      sockets.map((socket): Promise<Answer> => socket.emitWithAck('command', { name: 'claim', body: { task: id }, key: nextKey() })),
    );
    const winners = people.filter((_, index) => answers[index]?.ok);
    expect(winners.length).toBe(1);
    const [winner] = winners as [Joined];
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]));
    expect(refusals.length).toBe(199);
    for (const refusal of refusals)
      expect(refusal).toEqual({ refused: 'seats-taken', detail: { holders: winner.name, people: winner.person } });
    await ada.until(() => ada.view.claims.get(id)?.length === 1, 'the document shows the holder');
    expect(ada.view.claims.get(id)).toMatchObject([{ person: winner.person, seat: 0 }]);
    expect(ada.view.log.filter((entry) => entry.kind === 'claimed').length).toBe(1);
  });

  it('[CL51] the same command sent again with its key is answered again and counts once', async () => {
    const { enter, task } = await board();
    const ada = await enter('Ada');
    const id = await task(ada, 2);
    const key = nextKey();
    const answers = await Promise.all([1, 2, 3].map(() => ada.command('claim', { task: id }, key)));
    expect(answers.map((answer) => answer.ok && answer.seat)).toEqual([0, 0, 0]);
    await ada.until(() => ada.view.claims.has(id), 'the claim is seen');
    expect(ada.view.log.length).toBe(1);
  });

  it('[CL52] claim, pair, hand over and release are seen by everybody in the document', async () => {
    const { enter, task } = await board();
    const [ada, bo, cy] = [await enter('Ada'), await enter('Bo'), await enter('Cy')];
    const id = await task(ada, 1);
    const all = [ada, bo, cy];
    expect(await ada.command('claim', { task: id })).toMatchObject({ ok: true, seat: 0 });
    const asked = await bo.command('ask-to-pair', { task: id, to: ada.place.person });
    if (!asked.ok || !asked.ask) throw new Error(JSON.stringify(asked));
    await agreed(all, (view) => view.asks.length === 1, 'all see the question');
    await ada.command('answer-ask', { ask: asked.ask, accept: true });
    await agreed(all, (view) => view.claims.get(id)?.length === 2, 'all see the pair');
    await ada.command('hand-over', { task: id, to: cy.place.person });
    await bo.command('release', { task: id });
    await agreed(
      all,
      (view) => view.claims.get(id)?.length === 1 && view.claims.get(id)?.[0]?.person === cy.place.person,
      'all see Cy alone',
    );
    expect(cy.view.claims.get(id)?.[0]?.driving).toBe(true);
  });

  it('[CL53] what is no command is answered, changes nothing, and the next one works', async () => {
    const { origin, enter, join, task } = await board();
    const ada = await enter('Ada');
    const id = await task(ada, 2);
    const { token, board: place } = await join('Bo');
    const socket = connect(origin, { token, board: place });
    const give = (given: unknown): Promise<Answer> => socket.emitWithAck('command', given);
    const claim = { name: 'claim', body: { task: id }, key: nextKey() };
    const verdicts: [unknown, string, string?][] = [
      [undefined, 'malformed'],
      [null, 'malformed'],
      ['claim', 'malformed'],
      [[], 'malformed'],
      [{ ...claim, name: 'become-organizer' }, 'malformed'],
      [{ ...claim, name: '__proto__' }, 'malformed'],
      [{ ...claim, name: 'constructor' }, 'malformed'],
      [{ ...claim, key: 'short' }, 'bad-field', 'key'],
      [{ ...claim, key: { $gt: '' } }, 'bad-field', 'key'],
      [{ ...claim, body: undefined }, 'bad-field'],
      [{ ...claim, body: { task: 'nonsense' } }, 'bad-field', 'task'],
      [{ ...claim, body: { task: id, person: 'somebody' } }, 'bad-field'],
      [{ ...claim, name: 'edit-profile', body: { name: 'x'.repeat(41) } }, 'bad-field', 'name'],
    ];
    for (const [given, refused, field] of verdicts) {
      const answer = await give(given);
      expect(answer, JSON.stringify(given)).toMatchObject({ ok: false, refusal: { refused } });
      if (field && !answer.ok) expect(answer.refusal.detail['field']).toBe(field);
    }
    expect(ada.view.claims.size).toBe(0);
    expect(await give(claim)).toMatchObject({ ok: true, seat: 0 });
    // No way to answer, other events and odd arguments are passed over.
    socket.emit('command', claim);
    socket.emit('become-organizer', { a: 1 });
    socket.emit('clock', 'not a function');
    expect(typeof (await socket.emitWithAck('clock'))).toBe('number');
  });

  it('[CL54] too many commands at once are answered with the seconds to wait, and the allowance comes back', async () => {
    const clock = fakeClock();
    const { enter } = await board({ clock });
    const ada = await enter('Ada');
    const edit = () => ada.command('edit-profile', { newcomer: true });
    const answers = await Promise.all(Array.from({ length: 25 }, edit));
    expect(answers.filter((answer) => answer.ok).length).toBe(20);
    expect(answers.find((answer) => !answer.ok)).toEqual({ ok: false, refusal: { refused: 'too-many-requests', detail: { seconds: 1 } } });
    clock.advance(1_000);
    const later = await Promise.all(Array.from({ length: 3 }, edit));
    expect(later.filter((answer) => answer.ok).length).toBe(2);
  });

  it('[CL55] a wall can ask for the time and give no command', async () => {
    const { origin, organizer, event, enter, task } = await board();
    const id = await task(await enter('Ada'), 2);
    const wall = await Peer.open(origin, await organizer.openWall(event));
    expect(await wall.command('claim', { task: id })).toMatchObject({ ok: false, refusal: { refused: 'read-only' } });
    expect(await wall.live.emitWithAck('clock')).toBeGreaterThan(0);
  });

  it('[CL56] the answer comes when the result is on disk, and "not-saved" when it can not be', async () => {
    let fault: Error | undefined;
    const { enter, task } = await board({ log: withFaults(memoryLog(), (call) => (call === 'append' ? fault : undefined)) });
    const ada = await enter('Ada');
    const id = await task(ada, 1);
    const key = nextKey();
    fault = new Error('ENOSPC');
    expect(await ada.command('claim', { task: id }, key)).toMatchObject({ ok: false, refusal: { refused: 'not-saved' } });
    fault = undefined;
    await ada.until(() => ada.view.claims.has(id), 'the claim is seen once the store is well');
    expect(await ada.command('claim', { task: id }, key)).toMatchObject({ ok: true, seat: 0 });
  });

  it('[CL57] a new name obeys the rules of joining: nothing invisible, nothing empty', async () => {
    const { enter } = await board();
    const ada = await enter('Ada');
    expect(await ada.command('edit-profile', { name: '\u202e \u200b' })).toMatchObject({
      ok: false,
      refusal: { refused: 'bad-field', detail: { field: 'name' } },
    });
    expect(await ada.command('edit-profile', { name: ' A\u202eda\u0007  L. ' })).toMatchObject({ ok: true });
    await ada.until(() => ada.view.people.get(ada.place.person)?.name === 'Ada L.', 'the new name is seen');
  });
});

describe('the sprint over the wire', () => {
  it('[CK30] every screen shows the same remaining time, whatever its own clock says', async () => {
    const { origin, organizer, event, enter } = await board();
    const ada = await enter('Ada');
    const fay = await Peer.open(origin, await organizer.join(event.links.facilitator, 'Fay'));
    expect(await ada.command('start-sprint', { minutes: 25, goal: '' })).toMatchObject({ refusal: { refused: 'not-allowed' } });
    expect(await fay.command('start-sprint', { minutes: 25, goal: 'Ship it' })).toMatchObject({ ok: true });
    expect(await fay.command('extend-sprint', { minutes: 5 })).toMatchObject({ ok: true });
    await agreed([ada, fay], (view) => view.sprint.length === 30 * 60_000, 'both see the longer sprint');
    const shown = await Promise.all([ada, fay].map((peer, index) => remainingOn(peer, index * 3_600_000)));
    expect(Math.abs((shown[0] ?? 0) - (shown[1] ?? 0))).toBeLessThan(1_000);
  });

  it('[CK31] nothing is sent while the clock runs down', async () => {
    const clock = fakeClock();
    const { origin, organizer, event } = await board({ clock });
    const fay = await Peer.open(origin, await organizer.join(event.links.facilitator, 'Fay'));
    await fay.command('start-sprint', { minutes: 25, goal: '' });
    await fay.until(() => fay.view.sprint.id !== '', 'the sprint is seen');
    let updates = 0;
    fay.doc.on('update', () => updates++);
    clock.advance(24 * 60_000);
    await fay.live.emitWithAck('clock');
    expect(updates).toBe(0);
    clock.advance(60_000);
    await fay.until(() => fay.view.sprint.endedAt !== 0, 'the end is seen');
    expect(updates).toBe(1);
  });

  /** What a screen whose clock is wrong by `wrong` would show. */
  async function remainingOn(peer: Peer, wrong: number): Promise<number> {
    const own = () => Date.now() + wrong;
    const samples = [];
    for (let count = 0; count < 5; count++) {
      const sentAt = own();
      const serverTime = await peer.live.emitWithAck('clock');
      samples.push({ sentAt, answeredAt: own(), serverTime });
    }
    return remaining(peer.view.sprint, millis(own() + clockOffset(samples)));
  }
});

describe('the door of the live channel', () => {
  it('[CL60] only a valid token for a known board gets in', async () => {
    const { origin, join, mint, organizer } = await board();
    const ada: PeerPlace = await join('Ada');
    expect(await outcome(connect(origin, { token: ada.token, board: ada.board }))).toBe('connected');
    expect(await outcome(connect(origin, { token: 'A'.repeat(22), board: ada.board }))).toBe('not-signed-in');
    expect(await outcome(connect(origin, {}))).toBe('not-signed-in');
    expect(await outcome(connect(origin, { token: { toString: 'x' }, board: ada.board }))).toBe('not-signed-in');
    expect(await outcome(connect(origin, { token: organizer.token, board: mint('board') }))).toBe('unknown-board');
  });

  it('[CL61] a foreign or missing origin does not get in, over WebSocket or polling', async () => {
    const { origin, join } = await board();
    const { token, board: place } = await join('Ada');
    const auth = { token, board: place };
    expect(await outcome(connect(origin, auth, { origin: 'https://evil.example' }))).not.toBe('connected');
    expect(await outcome(connect(origin, auth, { origin: 'https://evil.example' }, ['polling']))).not.toBe('connected');
    expect(await outcome(connect(origin, auth, {}))).not.toBe('connected');
    expect(await outcome(connect(origin, auth, {}, ['polling']))).toBe('connected');
  });

  it('[CL62] a session that ended is told so and gives no more commands', async () => {
    const { origin, organizer, event } = await board();
    const fay = await organizer.join(event.links.facilitator, 'Fay');
    const socket = connect(origin, { token: fay.token, board: fay.board });
    await outcome(socket);
    const ended = new Promise((resolve) => socket.on('ended', resolve));
    await request(origin, `POST /api/events/${event.id}/links/facilitator/rotate`, { token: organizer.token });
    expect(await ended).toBe('code-revoked');
    expect(await outcome(connect(origin, { token: fay.token, board: fay.board }))).toBe('code-revoked');
  });
});
