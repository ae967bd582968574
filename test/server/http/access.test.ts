// Getting in and being kept out, over HTTP: links, codes, sessions, rotation, and the budget on wrong guesses.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoardId } from '../../../shared/ids.ts';
import { memoryLog, withFaults } from '../../../server/storage/memory.ts';
import { fakeClock, type FakeClock } from '../../support/clock.ts';
import { refusalOf, request } from '../../support/request.ts';
import { ORDINARY_EVENT, serve, startServer, type TestEvent, type TestServer } from '../../support/server.ts';

let clock: FakeClock;
let server: TestServer;
let event: TestEvent;
const ask = (line: string, given: Parameters<typeof request>[2] = {}) => request(server.origin, line, given);

beforeAll(async () => {
  clock = fakeClock();
  server = await startServer({ clock });
  event = await server.organizer.createEvent();
});
afterAll(() => server.stop());

describe('the organizer', () => {
  it('[AC1] the organizer’s secret opens a session; a changed one does not', async () => {
    const { secret } = server.organizer;
    expect((await ask('POST /api/invitations', { body: { secret } })).body).toEqual({ kind: 'organizer', event: null });
    expect((await ask('GET /api/session', { token: server.organizer.token })).body).toEqual({ role: 'organizer', person: '', event: null });
    expect(
      refusalOf(await ask('POST /api/sessions', { body: { secret: `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}` } })),
    ).toBe('wrong-code');
  });

  it('[AC2] an event comes with a code that can be said aloud and three links of 128 bits', () => {
    expect(event.links.code).toMatch(/^[a-z]+-[a-z]+-[1-9][0-9]$/);
    for (const link of [event.links.join, event.links.facilitator, event.links.wall]) expect(link).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(new Set(Object.values(event.links)).size).toBe(4);
  });

  it('[AC3] the links can be seen again and are the same', async () => {
    const again = await ask(`GET /api/events/${event.id}`, { token: server.organizer.token });
    expect(again.body).toMatchObject({ links: event.links });
    const all = (await ask('GET /api/events', { token: server.organizer.token })).body as { events: { event: { id: string } }[] };
    expect(all.events.map((one) => one.event.id)).toContain(event.id);
  });
});

describe('joining', () => {
  it('[AC10] the join link and the typed code let participants in, the facilitator link facilitators', async () => {
    for (const secret of [event.links.join, event.links.code]) {
      expect((await ask('POST /api/invitations', { body: { secret } })).body).toMatchObject({
        kind: 'join',
        event: { title: ORDINARY_EVENT.title },
      });
      expect((await server.organizer.join(secret, 'Ada')).role).toBe('participant');
    }
    expect((await server.organizer.join(event.links.facilitator, 'Fay')).role).toBe('facilitator');
  });

  it('[AC11] a code is read however it is typed', async () => {
    const [adjective, animal, number] = event.links.code.split('-') as [string, string, string];
    for (const typed of [
      event.links.code.toUpperCase(),
      ` ${adjective} ${animal} ${number} `,
      `${adjective}--${animal}  ${number}.`,
      `${adjective}–${animal}–${number}`,
    ]) {
      expect((await ask('POST /api/invitations', { body: { secret: typed } })).status, typed).toBe(200);
    }
  });

  it('[AC12] who joined is on the board, and a reload finds the same person again', async () => {
    const ada = await server.organizer.join(event, 'Ada Lovelace', { place: 'remote', newcomer: true });
    const session = (await ask('GET /api/session', { token: ada.token })).body;
    expect(session).toMatchObject({ role: 'participant', person: ada.person, event: { id: event.id } });
    const board = (await ask(`GET /api/boards/${event.board}`, { token: ada.token })).body as { people: { id: string }[] };
    expect(board.people.find(({ id }) => id === ada.person)).toMatchObject({
      name: 'Ada Lovelace',
      place: 'remote',
      newcomer: true,
      role: 'participant',
    });
  });

  it('[AC13] people of one name differ in color and glyph', async () => {
    const fresh = await server.organizer.createEvent();
    const looks: string[] = [];
    for (let count = 0; count < 8; count++) await server.organizer.join(fresh, 'Sam');
    const board = (await ask(`GET /api/boards/${fresh.board}`, { token: server.organizer.token })).body as {
      people: { color: number; glyph: string }[];
    };
    for (const { color, glyph } of board.people) looks.push(`color ${color}`, `glyph ${glyph}`);
    expect(new Set(looks).size).toBe(16);
  });

  it('[AC14] a name is shown as it reads: nothing invisible, no change of direction, one line', async () => {
    const odd = await server.organizer.join(event, '  A\u202ed\u200ba\n\t Ｌ．  ');
    const board = (await ask(`GET /api/boards/${event.board}`, { token: odd.token })).body as { people: { id: string; name: string }[] };
    expect(board.people.find(({ id }) => id === odd.person)?.name).toBe('Ada L.');
  });

  it.each([
    ['empty', ''],
    ['blank', '   '],
    ['invisible', '\u200b\u202e\ufeff'],
    ['too long', 'x'.repeat(41)],
    ['too long in other letters', '🚲'.repeat(21)],
    ['far too long', 'x'.repeat(5_000)],
  ])('[AC15] a name that is %s is refused by its field, and nobody joins', async (_what, name) => {
    const people = async () =>
      ((await ask(`GET /api/boards/${event.board}`, { token: server.organizer.token })).body as { people: unknown[] }).people.length;
    const before = await people();
    const reply = await ask('POST /api/join', { body: { secret: event.links.join, name } });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ error: { code: 'bad-field', detail: { field: 'name' } } });
    expect(await people()).toBe(before);
  });

  it('[AC16] the wall’s link opens a wall and joins nobody; the join link opens no wall', async () => {
    expect((await ask('POST /api/sessions', { body: { secret: event.links.wall } })).body).toMatchObject({
      role: 'viewer',
      person: '',
      event: { id: event.id },
    });
    expect(refusalOf(await ask('POST /api/join', { body: { secret: event.links.wall, name: 'Ada' } }))).toBe('read-only');
    expect(refusalOf(await ask('POST /api/sessions', { body: { secret: event.links.join } }))).toBe('bad-field');
  });

  it('[AC17] a full event says how many it holds', async () => {
    const small = await server.organizer.createEvent({ scale: 'micro' });
    await Promise.all(Array.from({ length: 50 }, (_, index) => server.organizer.join(small, `P${index}`)));
    const reply = await ask('POST /api/join', { body: { secret: small.links.join, name: 'Late' } });
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({ error: { code: 'board-full', detail: { limit: 50 } } });
  });
});

describe('joining again', () => {
  const KEY = 'k'.repeat(22);
  const join = (body: object, token?: string) => ask('POST /api/join', { body, ...(token === undefined ? {} : { token }) });
  type Let = { token: string; person: string; role: string };
  const peopleOn = async (board: string) =>
    (
      (await ask(`GET /api/boards/${board}`, { token: server.organizer.token })).body as {
        people: { id: string; name: string; role: string }[];
      }
    ).people;

  it('[AC18] a join asked again with its key is the same person with the same token, also when both are on their way at once', async () => {
    const fresh = await server.organizer.createEvent();
    const body = { secret: fresh.links.join, name: 'Ada', key: KEY };
    const replies = [...(await Promise.all([join(body), join(body)])), await join(body)];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [first, ...others] = replies.map((reply) => reply.body as Let);
    for (const other of others) expect(other).toEqual(first);
    expect((await peopleOn(fresh.board)).map(({ name }) => name)).toEqual(['Ada']);
    expect((await ask('GET /api/session', { token: first?.token ?? '' })).body).toMatchObject({ person: first?.person });
    const elsewhere = await server.organizer.createEvent();
    expect(((await join({ ...body, secret: elsewhere.links.join })).body as Let).token).not.toBe(first?.token);
    expect(JSON.stringify(server.deps.catalogue.data)).not.toContain(KEY);
  });

  it('[AC19] a join that a failing store cut off halfway goes on with the next try, and seats nobody twice', async () => {
    let fault: Error | undefined = undefined;
    const shaky = await serve({ clock, log: withFaults(memoryLog(), (call) => (call === 'append' ? fault : undefined)) });
    const fresh = await shaky.organizer.createEvent();
    const again = () => request(shaky.origin, 'POST /api/join', { body: { secret: fresh.links.join, name: 'Ada', key: KEY } });
    fault = new Error('ENOSPC');
    expect(refusalOf(await again())).toBe('not-saved');
    expect(refusalOf(await again())).toBe('not-saved');
    fault = undefined;
    clock.advance(1_000);
    await shaky.app.rooms.committed();
    const ada = (await again()).body as Let;
    const board = await request(shaky.origin, `GET /api/boards/${fresh.board}`, { token: ada.token });
    expect(board.body).toMatchObject({ people: [{ id: ada.person, name: 'Ada' }] });
  });

  it('[AC24] a facilitator link makes a facilitator of whoever shows the token of somebody on the board', async () => {
    const fresh = await server.organizer.createEvent();
    const ada = await server.organizer.join(fresh, 'Ada', { place: 'remote', newcomer: true });
    const raised = (await join({ secret: fresh.links.facilitator }, ada.token)).body as Let;
    expect(raised).toMatchObject({ token: ada.token, person: ada.person, role: 'facilitator' });
    expect(await peopleOn(fresh.board)).toMatchObject([
      { id: ada.person, name: 'Ada', place: 'remote', newcomer: true, role: 'facilitator' },
    ]);
    expect((await ask(`GET /api/events/${fresh.id}`, { token: ada.token })).status).toBe(200);
    // The code on the wall takes nothing from a facilitator.
    expect((await join({ secret: fresh.links.join, name: 'Ada L.' }, ada.token)).body).toMatchObject({
      person: ada.person,
      role: 'facilitator',
    });
    expect(await peopleOn(fresh.board)).toMatchObject([{ name: 'Ada L.', role: 'facilitator' }]);
  });

  it('[AC25] after a facilitator link was replaced its people come back as themselves, as what their new link makes them', async () => {
    const fresh = await server.organizer.createEvent();
    const [fay, mal] = [
      await server.organizer.join(fresh.links.facilitator, 'Fay'),
      await server.organizer.join(fresh.links.facilitator, 'Mal'),
    ];
    const { links } = (await ask(`POST /api/events/${fresh.id}/links/facilitator/rotate`, { token: server.organizer.token }))
      .body as TestEvent;
    expect(refusalOf(await ask(`GET /api/events/${fresh.id}`, { token: mal.token }))).toBe('code-revoked');
    expect((await join({ secret: links.facilitator }, fay.token)).body).toMatchObject({ person: fay.person, role: 'facilitator' });
    expect((await join({ secret: fresh.links.code }, mal.token)).body).toMatchObject({ person: mal.person, role: 'participant' });
    expect((await ask(`GET /api/events/${fresh.id}`, { token: mal.token })).status).toBe(403);
    expect((await peopleOn(fresh.board)).map(({ id, role }) => [id, role]).sort()).toEqual(
      [
        [fay.person, 'facilitator'],
        [mal.person, 'participant'],
      ].sort(),
    );
  });

  it('[AC26] a token that is wrong, of a wall or of another board joins as if there were none', async () => {
    const [fresh, other] = [await server.organizer.createEvent(), await server.organizer.createEvent()];
    const tokens = ['A'.repeat(22), 'short', server.organizer.token, (await server.organizer.openWall(fresh)).token];
    tokens.push((await server.organizer.join(other.links.facilitator, 'Fay')).token);
    for (const token of tokens) {
      expect((await join({ secret: fresh.links.join, name: 'New' }, token)).body).toMatchObject({ role: 'participant' });
      expect((await join({ secret: fresh.links.join }, token)).body).toMatchObject({ error: { detail: { field: 'name' } } });
    }
    expect((await peopleOn(fresh.board)).length).toBe(tokens.length);
  });

  it('[AC27] who is on a full board already is let in again', async () => {
    const small = await server.organizer.createEvent({ scale: 'micro' });
    const people = await Promise.all(Array.from({ length: 50 }, (_, index) => server.organizer.join(small, `P${index}`)));
    expect((await join({ secret: small.links.facilitator }, people[0]?.token)).body).toMatchObject({ person: people[0]?.person });
  });
});

describe('who may do what', () => {
  it('[AC20] without a token, with a wrong one and with one for elsewhere nothing is shown', async () => {
    const other = await server.organizer.createEvent();
    const ada = await server.organizer.join(other, 'Ada');
    for (const given of [{}, { token: 'A'.repeat(22) }, { token: 'short' }, { headers: { authorization: `Basic ${ada.token}` } }, ada]) {
      const reply = await ask(`GET /api/boards/${event.board}`, 'token' in given ? { token: given.token } : given);
      expect([reply.status, refusalOf(reply)]).toEqual([401, 'not-signed-in']);
    }
    expect(refusalOf(await ask(`GET /api/boards/${'b1' + '0'.repeat(14)}`, { token: server.organizer.token }))).toBe('unknown-board');
  });

  it('[AC21] participants and walls make no events, see no links and replace none', async () => {
    const [ada, wall] = [await server.organizer.join(event, 'Ada'), await server.organizer.openWall(event)];
    for (const { token } of [ada, wall]) {
      for (const line of [
        'GET /api/events',
        'POST /api/events/sample',
        `GET /api/events/${event.id}`,
        `POST /api/events/${event.id}/links/join/rotate`,
      ]) {
        expect((await ask(line, { token })).status, line).toBe(403);
      }
      expect((await ask('POST /api/events', { token, body: ORDINARY_EVENT })).status).toBe(403);
    }
  });

  it('[AC22] a facilitator sees and replaces the links of the own event only', async () => {
    const other = await server.organizer.createEvent();
    const fay = await server.organizer.join(event.links.facilitator, 'Fay');
    expect((await ask(`GET /api/events/${event.id}`, { token: fay.token })).status).toBe(200);
    expect((await ask(`GET /api/events/${other.id}`, { token: fay.token })).status).toBe(403);
    expect((await ask(`POST /api/events/${other.id}/links/join/rotate`, { token: fay.token })).status).toBe(403);
  });

  it('[AC23] a wall shows the participant code and link, and neither of the others', async () => {
    const wall = await server.organizer.openWall(event);
    const reply = await ask(`GET /api/boards/${event.board}/invitation`, { token: wall.token });
    expect(reply.body).toEqual({ code: event.links.code, url: `${server.origin}/join#${event.links.join}` });
    const everything = reply.text + (await ask(`GET /api/boards/${event.board}`, { token: wall.token })).text;
    expect(everything).not.toContain(event.links.facilitator);
    expect(everything).not.toContain(event.links.wall);
  });
});

describe('replacing a link', () => {
  const rotate = async (which: TestEvent, link: string) =>
    (await ask(`POST /api/events/${which.id}/links/${link}/rotate`, { token: server.organizer.token })).body as {
      links: TestEvent['links'];
    };

  it('[AC30] a new join link takes link and code out of use at once, and participants stay', async () => {
    const fresh = await server.organizer.createEvent();
    const ada = await server.organizer.join(fresh, 'Ada');
    const { links } = await rotate(fresh, 'join');
    expect([links.join === fresh.links.join, links.code === fresh.links.code]).toEqual([false, false]);
    for (const secret of [fresh.links.join, fresh.links.code]) {
      const reply = await ask('POST /api/join', { body: { secret, name: 'Late' } });
      expect([reply.status, refusalOf(reply)]).toEqual([410, 'code-revoked']);
    }
    expect((await server.organizer.join(links.code, 'Bo')).role).toBe('participant');
    expect((await ask(`GET /api/boards/${fresh.board}`, { token: ada.token })).status).toBe(200);
    expect(links).toMatchObject({ facilitator: fresh.links.facilitator, wall: fresh.links.wall });
  });

  it.each(['facilitator', 'wall'] as const)('[AC31] a new %s link ends the sessions of the old one, and only those', async (link) => {
    const fresh = await server.organizer.createEvent();
    const [ada, fay, wall] = [
      await server.organizer.join(fresh, 'Ada'),
      await server.organizer.join(fresh.links.facilitator, 'Fay'),
      await server.organizer.openWall(fresh),
    ];
    const { links } = await rotate(fresh, link);
    const see = async (token: string) => refusalOf(await ask(`GET /api/boards/${fresh.board}`, { token })) ?? 'seen';
    expect(await Promise.all([ada, fay, wall].map(({ token }) => see(token)))).toEqual(
      link === 'wall' ? ['seen', 'seen', 'code-revoked'] : ['seen', 'code-revoked', 'seen'],
    );
    expect(refusalOf(await ask('POST /api/invitations', { body: { secret: fresh.links[link] } }))).toBe('code-revoked');
    expect((await ask('POST /api/invitations', { body: { secret: links[link] } })).body).toMatchObject({ kind: link });
  });

  it('[AC32] replacing many times at once leaves one valid link', async () => {
    const fresh = await server.organizer.createEvent();
    const all = await Promise.all(Array.from({ length: 5 }, () => rotate(fresh, 'join')));
    const verdicts = await Promise.all(
      all.map(async ({ links }) => (await ask('POST /api/invitations', { body: { secret: links.join } })).status),
    );
    const { links } = (await ask(`GET /api/events/${fresh.id}`, { token: server.organizer.token })).body as { links: TestEvent['links'] };
    expect(verdicts.filter((status) => status === 200).length).toBe(1);
    expect((await ask('POST /api/invitations', { body: { secret: links.code } })).status).toBe(200);
  });
});

describe('guessing', () => {
  it('[AC40] wrong codes trip a budget for a minute; links go on, and so do codes after it', async () => {
    const server_ = await serve({ clock });
    const fresh = await server_.organizer.createEvent();
    const guess = (secret: string) => request(server_.origin, 'POST /api/join', { body: { secret, name: 'Ada' } });
    const replies = await Promise.all(Array.from({ length: 100 }, (_, index) => guess(`brave-otter-${index}`)));
    const codes = replies.map(refusalOf);
    expect(codes.filter((code) => code === 'wrong-code').length).toBe(60);
    expect(codes.filter((code) => code === 'too-many-guesses').length).toBe(40);
    expect(refusalOf(await guess(fresh.links.code))).toBe('too-many-guesses');
    expect((await guess(fresh.links.join)).status).toBe(200);
    clock.advance(60_000);
    expect((await guess(fresh.links.code)).status).toBe(200);
  });

  it('[AC41] a room of people who typed right is not counted', async () => {
    const server_ = await serve({ clock });
    const fresh = await server_.organizer.createEvent();
    const replies = await Promise.all(
      Array.from({ length: 150 }, (_, index) =>
        request(server_.origin, 'POST /api/join', { body: { secret: fresh.links.code, name: `P${index}` } }),
      ),
    );
    expect(replies.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('what is stored of it', () => {
  it('[AC50] sessions outlive a restart; a copy of the catalogue without the key opens nothing', async () => {
    const first = await serve();
    const made = await first.organizer.createEvent();
    const ada = await first.organizer.join(made, 'Ada');
    const stored = JSON.stringify(first.deps.catalogue.data);
    for (const secret of [...Object.values(made.links), ada.token, first.organizer.token, first.organizer.secret])
      expect(stored).not.toContain(secret);
    await first.app.rooms.close();
    const { log, catalogue } = first.deps;
    const see = async (at: TestServer) =>
      (await request(at.origin, `GET /api/boards/${made.board as BoardId}`, { token: ada.token })).status;
    expect(await see(await serve({ log, catalogue }))).toBe(200);
    expect(await see(await serve({ log, catalogue, instanceKey: 'f'.repeat(64) }))).toBe(401);
  });
});
