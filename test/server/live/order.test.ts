// Who may come in and who is sent away, over the wire: sessions and connections follow what facilitators decide.

import { describe, expect, it } from 'vitest';
import { addTask, editMeta } from '../../../shared/board/board.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { Peer } from '../../support/peer.ts';
import { refusalOf, request } from '../../support/request.ts';
import { seededMint } from '../../support/seed.ts';
import { serve, type Joined } from '../../support/server.ts';

const REMOVED = 4410;
const WAITING = 4411;
const LOCKED = 4424;

async function room() {
  const server = await serve();
  const { origin, organizer } = server;
  const event = await organizer.createEvent();
  const join = (name: string) => organizer.join(event, name);
  const enter = async (joined: Joined) => Peer.open(origin, joined);
  const fay = await enter(await organizer.join(event.links.facilitator, 'Fay'));
  const { token } = fay.place;
  const joining = (mode: string) => request(origin, `PUT /api/events/${event.id}/joining`, { token, body: { joining: mode } });
  const session = async (who: { token: string }) => refusalOf(await request(origin, 'GET /api/session', { token: who.token })) ?? 'in';
  const knock = (secret: string, name: string, shown?: string) =>
    request(origin, 'POST /api/join', { ...(shown ? { token: shown } : {}), body: { secret, name } });
  return { ...server, event, join, enter, fay, joining, session, knock, mint: seededMint(5) };
}

const knows = (fay: Peer, person: PersonId) => fay.view.people.get(person);

describe('who is removed', () => {
  it('[OR20] is cut off on every device, stays out under any name, and is in again once let back', async () => {
    const { origin, join, enter, fay, session, knock, event } = await room();
    const tom = await enter(await join('Tom'));
    const linked = await request(origin, 'POST /api/device-link', { token: tom.place.token });
    expect((await fay.command('remove-person', { person: tom.place.person })).ok).toBe(true);
    await tom.until(() => tom.closed !== undefined, 'the connection is ended for good');
    expect(tom.closed?.code).toBe(REMOVED);
    expect(await session(tom.place)).toBe('removed');
    for (const secret of [event.links.join, event.links.code, event.links.facilitator]) {
      expect(refusalOf(await knock(secret, 'Somebody else', tom.place.token))).toBe('removed');
    }
    expect(linked.status).toBeLessThan(500);
    await fay.command('let-back', { person: tom.place.person });
    expect(await session(tom.place)).toBe('in');
    const back = await enter({ ...tom.place, role: 'participant', name: 'Tom' });
    expect(back.view.people.get(tom.place.person)?.removed).toBe(false);
  });

  it('[OR21] is known to all devices of theirs after a restart of the connection, and others go on', async () => {
    const { origin, join, enter, fay, mint } = await room();
    const tom = await join('Tom');
    const ada = await enter(await join('Ada'));
    await fay.command('remove-person', { person: tom.person });
    const again = new Peer(origin, tom, { live: false });
    await again.until(() => again.closed !== undefined, 'the connection is ended for good');
    expect(again.closed?.code).toBe(REMOVED);
    again.close();
    const id = mint('task');
    addTask(ada.doc, id, { title: 'Go on' });
    await fay.until(() => fay.view.tasks.some((task) => task.id === id), 'what Ada does is seen');
  });
});

describe('joining', () => {
  it('[OR22] while it is paused nobody new comes in, whoever is in goes on, and facilitators come by their link', async () => {
    const { event, join, joining, session, knock } = await room();
    const ada = await join('Ada');
    expect((await joining('paused')).status).toBe(200);
    expect(refusalOf(await knock(event.links.join, 'Tom'))).toBe('joining-paused');
    expect(refusalOf(await knock(event.links.code, 'Tom'))).toBe('joining-paused');
    expect(await session(ada)).toBe('in');
    expect((await knock(event.links.join, 'Ada', ada.token)).status).toBe(200);
    expect((await knock(event.links.facilitator, 'Gil')).status).toBe(200);
    await joining('open');
    expect((await knock(event.links.join, 'Tom')).status).toBe(200);
  });

  it('[OR23] with approval whoever comes waits outside until let in', async () => {
    const { origin, join, enter, fay, joining, session } = await room();
    await joining('approval');
    const bo = await join('Bo');
    expect(await session(bo)).toBe('waiting');
    const outside = new Peer(origin, bo, { live: false });
    await outside.until(() => outside.closed !== undefined, 'the board is not shown');
    expect(outside.closed?.code).toBe(WAITING);
    outside.close();
    await fay.until(() => knows(fay, bo.person)?.waiting === true, 'facilitators see who waits');
    await fay.command('admit', { person: bo.person });
    expect(await session(bo)).toBe('in');
    const inside = await enter(bo);
    expect(knows(inside, bo.person)?.waiting).toBe(false);
  });

  it('[OR24] whoever waits can be turned away', async () => {
    const { join, fay, joining, session } = await room();
    await joining('approval');
    const bo = await join('Bo');
    await fay.command('remove-person', { person: bo.person });
    expect(await session(bo)).toBe('removed');
  });

  it('[OR25] a new code ends the old one and nobody’s stay; the log says who did it', async () => {
    const { origin, event, join, enter, fay, joining, knock, mint } = await room();
    const ada = await enter(await join('Ada'));
    const { token } = fay.place;
    const rotated = await request(origin, `POST /api/events/${event.id}/links/join/rotate`, { token });
    const { links } = rotated.body as { links: { code: string; join: string } };
    expect(refusalOf(await knock(event.links.join, 'Tom'))).toBe('code-revoked');
    expect(refusalOf(await knock(event.links.code, 'Tom'))).toBe('code-revoked');
    expect((await knock(links.code, 'Bo')).status).toBe(200);
    const id = mint('task');
    addTask(ada.doc, id, { title: 'Go on' });
    await fay.until(() => fay.view.tasks.some((task) => task.id === id), 'Ada goes on');
    await joining('paused');
    await fay.until(() => fay.view.log.length >= 2, 'the log tells of both');
    expect(fay.view.log.map(({ kind, by, what }) => [kind, by, what])).toEqual([
      ['link-replaced', fay.place.person, 'join'],
      ['joining-set', fay.place.person, 'paused'],
    ]);
  });

  it('[OR26] participants do not choose who comes in', async () => {
    const { origin, event, join } = await room();
    const { token } = await join('Ada');
    const reply = await request(origin, `PUT /api/events/${event.id}/joining`, { token, body: { joining: 'paused' } });
    expect(refusalOf(reply)).toBe('not-allowed');
  });
});

describe('a lock and a role', () => {
  it('[LC3] on a locked board no change of a participant is taken, and those of facilitators are', async () => {
    const { join, enter, fay, mint } = await room();
    const tom = await enter(await join('Tom'));
    await fay.command('lock-board', { locked: true });
    addTask(tom.doc, mint('task'), { title: 'Graffiti' });
    await tom.until(() => tom.closed !== undefined, 'the connection is ended for good');
    expect(tom.closed?.code).toBe(LOCKED);
    editMeta(fay.doc, { brief: 'Now we listen' });
    const bo = await enter(await join('Bo'));
    await bo.until(() => bo.view.meta.brief === 'Now we listen', 'the facilitator’s change is there');
    expect(bo.view.tasks).toEqual([]);
  });

  it('[OR27] a role given on the board counts at once, for edits too, and ends when it is taken back', async () => {
    const { origin, event, join, enter, fay } = await room();
    const ada = await enter(await join('Ada'));
    const { token, person } = ada.place;
    await fay.command('set-role', { person, role: 'facilitator' });
    await ada.until(() => ada.endings.length > 0 && ada.provider.synced, 'she is back as a facilitator');
    editMeta(ada.doc, { brief: 'By Ada' });
    await fay.until(() => fay.view.meta.brief === 'By Ada', 'her change is taken');
    const see = () => request(origin, `GET /api/events/${event.id}`, { token });
    expect((await see()).status).toBe(200);
    await fay.command('set-role', { person, role: 'participant' });
    expect(refusalOf(await see())).toBe('not-allowed');
  });
});
