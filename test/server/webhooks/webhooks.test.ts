// Webhooks against the real app and a listener on this machine: what is told, how it is signed, and what happens when nobody answers.

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { outgoing } from '../../../server/outgoing.ts';
import { TRY_AGAIN_AFTER } from '../../../server/webhooks/webhooks.ts';
import { addTask, recordOutcome } from '../../../shared/board/board.ts';
import { millis } from '../../../shared/ids.ts';
import { fakeClock } from '../../support/clock.ts';
import { listener, type Heard } from '../../support/listener.ts';
import { Peer } from '../../support/peer.ts';
import { refusalOf, request } from '../../support/request.ts';
import { seededMint } from '../../support/seed.ts';
import { serve, type ServerOptions } from '../../support/server.ts';
import { settle } from '../../support/until.ts';

const ALL = ['outcome-recorded', 'task-claimed', 'hand-raised', 'announced', 'sprint-started', 'sprint-ended'];
const mint = seededMint(71);

async function place(options: ServerOptions = {}, of: readonly string[] = ALL) {
  const ear = await listener();
  const server = await serve({ fetch: outgoing([ear.host]), ...options });
  const event = await server.organizer.createEvent();
  const ask = (line: string, body?: unknown) =>
    request(server.origin, line.replace(':event', event.id), { token: server.organizer.token, ...(body === undefined ? {} : { body }) });
  const made = (await ask('POST /api/events/:event/webhooks', { url: ear.url, of })).body as { webhook: { id: string }; secret: string };
  const standing = async () =>
    ((await ask('GET /api/events/:event/webhooks')).body as { webhooks: { waiting: number; givenUp: number; last: object | null }[] })
      .webhooks[0];
  const fay = await Peer.open(server.origin, await server.organizer.join(event.links.facilitator, 'Fay'));
  return { ...server, ear, event, ask, id: made.webhook.id, secret: made.secret, standing, fay };
}

const said = ({ body }: Heard) => JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> };

describe('a webhook', () => {
  it('[WH1] is told of claims, hands, sprints, announcements and outcomes, each once and when it is durable', async () => {
    const { ear, fay, event, origin, organizer } = await place();
    const shy = await Peer.open(origin, await organizer.join(event, 'Shy'));
    await shy.command('edit-profile', { attribution: false });
    const task = mint('task');
    fay.doc.transact(() => addTask(fay.doc, task, { title: 'Draw the map', order: 'a0' }));
    await shy.until(() => shy.view.tasks.length === 1, 'the task is there');
    await shy.command('claim', { task });
    await ear.hears(1);
    expect(said(ear.heard[0]!)).toMatchObject({
      type: 'task-claimed',
      data: {
        event: { id: event.id, board: event.board, title: event.title },
        by: 'someone who prefers not to be named',
        task: { id: task, title: 'Draw the map', challenge: '' },
      },
    });
    await shy.command('raise-hand', { task, topic: 'Ink', place: '' });
    await fay.command('announce', { text: 'Lunch', level: 'info', to: 'all', minutes: 5 } as never);
    await fay.command('start-sprint', { minutes: 25, goal: 'Ship it' } as never);
    fay.doc.transact(() =>
      recordOutcome(fay.doc, task, {
        kind: 'done',
        summary: 'Drawn',
        next: 'Color it',
        evidence: [{ id: mint('link'), url: 'https://example.org/1', title: 'Map' }],
        credit: [fay.place.person, shy.place.person],
        by: fay.place.person,
        at: millis(1_500_000_000_000),
      }),
    );
    await ear.hears(5);
    expect(ear.heard.map((one) => said(one).type).sort()).toEqual(
      ['announced', 'hand-raised', 'outcome-recorded', 'sprint-started', 'task-claimed'].sort(),
    );
    expect(said(ear.heard.find((one) => said(one).type === 'outcome-recorded')!).data).toMatchObject({
      by: 'Fay',
      outcome: {
        kind: 'done',
        summary: 'Drawn',
        next: 'Color it',
        evidence: [{ url: 'https://example.org/1', title: 'Map' }],
        credit: ['Fay', 'someone who prefers not to be named'],
      },
    });
    expect(ear.heard.map(({ body }) => body).join('')).not.toContain('Shy');
  });

  it('[WH2] can check who sent a request and that it is fresh: a signature over id, time and body', async () => {
    const { ear, ask, id, secret } = await place();
    expect((await ask(`POST /api/events/:event/webhooks/${id}/test`, {})).body).toEqual({ ok: true, status: 200, problem: '' });
    const [{ headers, body }] = ear.heard as [Heard];
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const wanted = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(signed)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${wanted}`);
    expect(said(ear.heard[0]!).type).toBe('ping');
    expect(body).not.toContain(secret);
  });

  it('[WH3] is told only of what it asked for, and of its own event', async () => {
    const { ear, fay, organizer, origin } = await place({}, ['hand-raised']);
    const elsewhere = await organizer.createEvent();
    const gil = await Peer.open(origin, await organizer.join(elsewhere.links.facilitator, 'Gil'));
    await gil.command('raise-hand', { task: '', topic: 'Other', place: '' });
    await fay.command('start-sprint', { minutes: 25, goal: '' } as never);
    await fay.command('raise-hand', { task: '', topic: 'Ours', place: '' });
    await ear.hears(1);
    await settle();
    expect(ear.heard.map((one) => said(one).data['event'])).toMatchObject([{ title: 'Open data day' }]);
    expect(ear.heard).toHaveLength(1);
  });

  it('[WH4] that does not answer well is asked again, later each time, with the same id, and given up in the end', async () => {
    const clock = fakeClock();
    const { ear, fay, standing } = await place({ clock });
    ear.answer(503);
    void fay.command('raise-hand', { task: '', topic: 'Help', place: '' });
    await ear.hears(1);
    for (const [tries, wait] of TRY_AGAIN_AFTER.entries()) {
      for (let turn = 0; turn < 50 && (await standing())?.last === null; turn++) await settle();
      clock.advance(wait - 1);
      await settle();
      expect(ear.heard).toHaveLength(tries + 1);
      clock.advance(1);
      await ear.hears(tries + 2);
    }
    for (let turn = 0; turn < 50 && (await standing())?.givenUp === 0; turn++) await settle();
    expect(await standing()).toMatchObject({ waiting: 0, givenUp: 1, last: { ok: false, status: 503 } });
    expect(new Set(ear.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(ear.heard.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(ear.heard.length);
  });

  it('[WH5] that answers later is told then, and a removed one nothing more', async () => {
    const clock = fakeClock();
    const { ear, fay, ask, id, standing } = await place({ clock });
    ear.answer(500);
    void fay.command('raise-hand', { task: '', topic: 'Help', place: '' });
    await ear.hears(1);
    for (let turn = 0; turn < 50 && (await standing())?.waiting !== 1; turn++) await settle();
    ear.answer(204);
    clock.advance(TRY_AGAIN_AFTER[0]);
    await ear.hears(2);
    for (let turn = 0; turn < 50 && (await standing())?.waiting !== 0; turn++) await settle();
    expect(await standing()).toMatchObject({ waiting: 0, givenUp: 0, last: { ok: true, status: 204 } });
    expect((await ask(`POST /api/events/:event/webhooks/${id}/remove`, {})).status).toBe(200);
    void fay.command('lower-hand', { hand: '' } as never);
    clock.advance(86_400_000);
    await settle();
    expect(ear.heard).toHaveLength(2);
    expect(refusalOf(await ask(`POST /api/events/:event/webhooks/${id}/remove`, {}))).toBe('unknown-address');
  });

  it('[WH6] inside a private network is not asked unless the configuration names its host; a redirect is not followed', async () => {
    const closed = await place({ fetch: outgoing([]) });
    const test = (id: string, { ask }: Awaited<ReturnType<typeof place>>) => ask(`POST /api/events/:event/webhooks/${id}/test`, {});
    expect((await test(closed.id, closed)).body).toEqual({ ok: false, status: 0, problem: 'not-allowed' });
    for (const url of [
      'https://127.0.0.1/',
      'https://[::ffff:10.0.0.1]/',
      'https://169.254.169.254/latest',
      'https://localhost/',
      'https://2130706433/',
    ]) {
      const { webhook } = (await closed.ask('POST /api/events/:event/webhooks', { url, of: ALL })).body as { webhook: { id: string } };
      expect([url, (await test(webhook.id, closed)).body]).toEqual([url, { ok: false, status: 0, problem: 'not-allowed' }]);
    }
    expect(closed.ear.heard).toEqual([]);
    const open = await place();
    open.ear.answer(302);
    expect((await test(open.id, open)).body).toEqual({ ok: false, status: 302, problem: '' });
    expect(open.ear.heard).toHaveLength(1);
  });

  it('[WH7] is for the organizer alone, at an address of the web without a password', async () => {
    const { origin, event, organizer, ask, fay } = await place();
    const by = (token: string) => request(origin, `GET /api/events/${event.id}/webhooks`, { token });
    const ana = await organizer.join(event, 'Ana');
    for (const { token } of [ana, fay.place]) expect(refusalOf(await by(token))).toBe('not-allowed');
    for (const url of ['ftp://example.org/', 'javascript:alert(1)', 'example.org', 'https://user:pass@example.org/'])
      expect(refusalOf(await ask('POST /api/events/:event/webhooks', { url, of: ALL }))).toBe('bad-field');
    const listed = await by(organizer.token);
    expect(listed.text).not.toContain('whsec_');
  });
});
