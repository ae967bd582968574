// What belongs to oneself, over HTTP against the real app: a second device, signing out, one's data taken along and erased.

import { beforeEach, describe, expect, it } from 'vitest';
import { addTalk, addTask, recordOutcome } from '../../../shared/board/board.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import { MINUTE, type Millis, type PersonId, type TaskId } from '../../../shared/ids.ts';
import type { Command } from '../../../shared/live/commands.ts';
import { memoryLog } from '../../../server/storage/memory.ts';
import type { UpdateLog } from '../../../server/storage/update-log.ts';
import { fakeClock, MORNING, type FakeClock } from '../../support/clock.ts';
import { refusalOf, request } from '../../support/request.ts';
import { seededMint } from '../../support/seed.ts';
import { serve, type Joined, type TestEvent, type TestServer } from '../../support/server.ts';
import { settle } from '../../support/until.ts';

/** A name no other bytes contain by chance. */
const NAME = 'Ana Quetzalcoatlus';
const mint = seededMint(41);

let clock: FakeClock;
let log: UpdateLog;
let server: TestServer;
let event: TestEvent;
let fay: Joined;
let ana: Joined;
let task: TaskId;

beforeEach(async () => {
  clock = fakeClock();
  log = memoryLog();
  server = await serve({ clock, log });
  event = await server.organizer.createEvent({ startsAt: MORNING, endsAt: MORNING + 480 * MINUTE });
  fay = await server.organizer.join(event.links.facilitator, 'Fay');
  ana = await server.organizer.join(event, NAME);
  task = mint('task');
});

const ask = (line: string, by: { readonly token: string } | undefined, body?: unknown) =>
  request(server.origin, line.replace(':board', event.board), {
    ...(by && { token: by.token }),
    ...(body === undefined ? {} : { body }),
  });
const board = async () =>
  (await ask('GET /api/boards/:board', fay)).body as Omit<BoardView, 'people'> & { people: { id: string; name: string }[] };

async function give(by: Joined, command: Command): Promise<void> {
  const room = await server.app.rooms.open(event.board);
  const answered = room.command(by.person, { ...command, key: `key-${Math.abs(clock.now())}-${command.name}` });
  clock.advance(20);
  expect(await answered).toMatchObject({ ok: true });
}

/** Ana adds a task, says something, takes a seat with Fay and records an outcome; a moment of it is kept. */
async function work(): Promise<void> {
  const room = await server.app.rooms.open(event.board);
  room.edit(() => {
    addTask(room.doc, task, { title: 'Count bikes', challenge: mint('challenge'), author: ana.person });
    addTalk(room.doc, mint('talk'), { on: task, text: 'said by the winged one', author: ana.person });
    addTalk(room.doc, mint('talk'), { on: task, text: 'said by Fay', author: fay.person });
  });
  await give(ana, { name: 'claim', body: { task } });
  await give(fay, { name: 'claim', body: { task } });
  room.edit(() =>
    recordOutcome(room.doc, task, {
      kind: 'partial',
      summary: 'half of them',
      next: '',
      evidence: [],
      credit: [ana.person],
      by: ana.person,
      at: clock.now(),
    }),
  );
  clock.advance(MINUTE);
  for (let turn = 0; turn < 50 && (await log.moments(event.board)).length === 0; turn++) await settle();
}

describe('a second device', () => {
  const invite = async (by: Joined) =>
    (await ask('POST /api/boards/:board/me/device-link', by, {})).body as { secret: string; expiresAt: Millis };

  it('[PF2] a personal link makes one the same person on another device, once', async () => {
    const { secret, expiresAt } = await invite(ana);
    expect(expiresAt).toBe(clock.now() + 24 * 60 * MINUTE);
    expect((await ask('POST /api/invitations', undefined, { secret })).body).toMatchObject({ kind: 'device', name: NAME });
    const second = (await ask('POST /api/device-link', undefined, { secret })).body as { token: string; person: PersonId };
    expect(second).toMatchObject({ person: ana.person, role: 'participant', event: { id: event.id } });
    expect(second.token).not.toBe(ana.token);
    expect((await ask('GET /api/session', second)).body).toMatchObject({ person: ana.person });
    expect(refusalOf(await ask('POST /api/device-link', undefined, { secret }))).toBe('code-revoked');
    const { devices } = (await ask('GET /api/boards/:board/me/devices', ana)).body as { devices: { this: boolean }[] };
    expect(devices.map((device) => device.this)).toEqual([true, false]);
  });

  it('[PF3] a newer link, a day and taking it back make a link useless, and it is stored as a hash', async () => {
    const first = await invite(ana);
    const second = await invite(ana);
    expect(JSON.stringify(server.deps.catalogue.data)).not.toContain(second.secret);
    expect(refusalOf(await ask('POST /api/device-link', undefined, { secret: first.secret }))).toBe('code-revoked');
    await ask('POST /api/boards/:board/me/device-link/revoke', ana, {});
    expect(refusalOf(await ask('POST /api/device-link', undefined, { secret: second.secret }))).toBe('code-revoked');
    const third = await invite(ana);
    clock.advance(24 * 60 * MINUTE + 1);
    expect(refusalOf(await ask('POST /api/device-link', undefined, { secret: third.secret }))).toBe('code-revoked');
  });

  it('[PF4] a lost device is signed out from another one, and signing out here ends this one', async () => {
    const { secret } = await invite(ana);
    const second = (await ask('POST /api/device-link', undefined, { secret })).body as { token: string };
    await ask('POST /api/boards/:board/me/devices/end-others', second, {});
    expect(refusalOf(await ask('GET /api/session', ana))).toBe('not-signed-in');
    expect((await ask('GET /api/session', second)).status).toBe(200);
    await ask('POST /api/session/end', second, {});
    expect(refusalOf(await ask('GET /api/session', second))).toBe('not-signed-in');
    expect((await ask('GET /api/session', fay)).status).toBe(200);
  });

  it('[PF5] a facilitator makes the link for somebody who lost their only device, and for no other facilitator', async () => {
    const line = (person: string) => `POST /api/boards/:board/people/${person}/device-link`;
    const { secret } = (await ask(line(ana.person), fay, {})).body as { secret: string };
    expect((await ask('POST /api/device-link', undefined, { secret })).body).toMatchObject({ person: ana.person, role: 'participant' });
    expect(refusalOf(await ask(line(fay.person), ana, {}))).toBe('not-allowed');
    const sam = await server.organizer.join(event.links.facilitator, 'Sam');
    expect(refusalOf(await ask(line(sam.person), fay, {}))).toBe('not-allowed');
  });
});

describe('one’s own data', () => {
  it('[PF6] the download holds everything of oneself and nothing of others', async () => {
    await work();
    const reply = await ask('GET /api/boards/:board/me/data', ana);
    expect(reply.headers.get('content-disposition')).toContain('my-hackfest-data.json');
    expect(reply.body).toMatchObject({
      profile: { id: ana.person, name: NAME },
      seats: [{ task, person: ana.person }],
      tasksAdded: [{ title: 'Count bikes' }],
      outcomes: [{ task, summary: 'half of them' }],
      said: [{ text: 'said by the winged one' }],
      devices: [{ role: 'participant', thisDevice: true }],
    });
    expect(reply.text).not.toContain('said by Fay');
    expect(reply.text).not.toContain(ana.token);
    expect(refusalOf(await ask('GET /api/boards/:board/me/data', await server.organizer.openWall(event)))).toBe('read-only');
  });

  it('[PF7] erasing takes name, talk and seats away, passes the wheel on, ends the sessions, and the work stays', async () => {
    await work();
    expect((await ask('POST /api/boards/:board/me/erase', ana, { name: 'Jemand, der ging' })).body).toMatchObject({ erased: true });
    expect(refusalOf(await ask('GET /api/session', ana))).toBe('not-signed-in');
    const { people, claims, tasks } = await board();
    expect(people.find(({ id }) => id === ana.person)).toMatchObject({
      name: 'Jemand, der ging',
      attribution: false,
      skills: {},
      site: '',
    });
    expect(claims).toMatchObject([{ person: fay.person, driving: true }]);
    expect(tasks).toMatchObject([{ title: 'Count bikes', outcome: { summary: 'half of them' } }]);
    const { body } = await ask('GET /api/boards/:board/me/data', fay);
    expect(body).toMatchObject({ said: [{ text: 'said by Fay' }] });
    const report = await ask('GET /api/boards/:board/report.md', fay);
    expect(report.text).not.toContain('Quetzalcoatlus');
    expect(refusalOf(await ask('POST /api/boards/:board/me/erase', ana, {}))).toBe('not-signed-in');
  });

  it('[PF8] after erasing, neither the log nor any moment holds the name or what was said', async () => {
    await work();
    const stored = async () => {
      const { snapshot, updates } = await log.read(event.board);
      const moments = await Promise.all((await log.moments(event.board)).map((at) => log.moment(event.board, at)));
      const pieces = [snapshot, ...updates, ...moments].map((bytes) => Buffer.from(bytes ?? []).toString('latin1'));
      return { text: pieces.join('\n'), moments: moments.length };
    };
    const before = await stored();
    expect(before.text).toContain('Quetzalcoatlus');
    expect(before.text).toContain('winged');
    expect(before.moments).toBeGreaterThan(0);
    await ask('POST /api/boards/:board/me/erase', ana, {});
    const after = await stored();
    expect(after.text).not.toContain('Quetzalcoatlus');
    expect(after.text).not.toContain('winged');
    expect(after.text).toContain('said by Fay');
    expect(after.moments).toBe(before.moments);
  });
});
