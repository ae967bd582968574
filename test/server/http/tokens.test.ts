// Tokens of the API against the real app: what each scope opens, that they reach no further, and how they end.

import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openLowdbCatalogue } from '../../../server/storage/embedded/lowdb-catalogue.ts';
import { Knock } from '../../support/knock.ts';
import { refusalOf, request } from '../../support/request.ts';
import { ORDINARY_EVENT, serve, type TestEvent, type TestServer } from '../../support/server.ts';

let server: TestServer;
let event: TestEvent;
let other: TestEvent;

beforeEach(async () => {
  server = await serve();
  event = await server.organizer.createEvent();
  other = await server.organizer.createEvent();
});

const ask = (line: string, token: string, body?: unknown) =>
  request(server.origin, line, { token, ...(body === undefined ? {} : { body }) });
type Made = { token: string; about: { id: string; name: string; scopes: string[]; event: string } };
const make = async (scopes: readonly string[], of = '') =>
  (await ask('POST /api/tokens', server.organizer.token, { name: 'Nightly', scopes, event: of })).body as Made;

describe('a token of the API', () => {
  it('[AT1] is made by the organizer, shown once, listed without itself, and stored as a hash', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hackfest-tokens-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'catalogue.json');
    server = await serve({ catalogue: await openLowdbCatalogue(file) });
    const { token, about } = await make(['export', 'read']);
    expect(token).toMatch(/^hackfest_[\w-]{44}$/);
    expect(about).toMatchObject({ name: 'Nightly', scopes: ['read', 'export'], event: '' });
    const listed = await ask('GET /api/tokens', server.organizer.token);
    expect(listed.body).toEqual({ tokens: [about] });
    expect(listed.text).not.toContain(token);
    expect(readFileSync(file, 'utf8')).not.toContain(token);
    await server.deps.catalogue.close();
    const again = await openLowdbCatalogue(file);
    expect(again.data.apiTokens).toHaveLength(1);
    await again.close();
  });

  it('[AT2] opens what its scopes name and nothing else', async () => {
    const routes: [string, string, unknown?][] = [
      ['read', 'GET /api/events'],
      ['read', `GET /api/boards/${event.board}`],
      ['read', `GET /api/boards/${event.board}/moments`],
      ['read', `GET /api/events/${event.id}/webhooks`],
      ['export', `GET /api/boards/${event.board}/report.json`],
      ['write', 'POST /api/events', ORDINARY_EVENT],
      ['write', `GET /api/boards/${event.board}/invitation`],
      ['write', `PUT /api/events/${event.id}/joining`, { joining: 'open' }],
    ];
    for (const scope of ['read', 'write', 'export']) {
      const { token } = await make([scope]);
      for (const [needs, line, body] of routes) {
        const reply = await ask(line, token, body);
        expect([line, scope, refusalOf(reply)]).toEqual([line, scope, needs === scope ? undefined : 'not-allowed']);
      }
    }
  });

  it('[AT3] that only reads sees no way in: what a link opens may write', async () => {
    const reader = await make(['read', 'export']);
    const text = (await ask('GET /api/events', reader.token)).text + (await ask(`GET /api/events/${event.id}`, reader.token)).text;
    for (const secret of Object.values(event.links)) expect(text).not.toContain(secret);
    const writer = await make(['read', 'write']);
    expect((await ask(`GET /api/events/${event.id}`, writer.token)).body).toMatchObject({ links: event.links });
  });

  it('[AT4] for one event opens that event alone', async () => {
    const { token } = await make(['read', 'write', 'export'], event.id);
    expect((await ask(`GET /api/boards/${event.board}`, token)).status).toBe(200);
    expect((await ask(`GET /api/events/${event.id}`, token)).status).toBe(200);
    for (const line of [
      'GET /api/events',
      `GET /api/boards/${other.board}`,
      `GET /api/events/${other.id}`,
      `GET /api/boards/${other.board}/report.md`,
      `GET /api/events/${other.id}/webhooks`,
    ])
      expect([line, (await ask(line, token)).status < 300]).toEqual([line, false]);
    expect(refusalOf(await ask('POST /api/events', token, ORDINARY_EVENT))).toBe('not-allowed');
  });

  it('[AT5] makes no tokens, ends no sessions, and opens no live connection', async () => {
    const { token, about } = await make(['read', 'write', 'export']);
    expect(refusalOf(await ask('GET /api/tokens', token))).toBe('not-allowed');
    expect(refusalOf(await ask('POST /api/tokens', token, { name: 'More', scopes: ['write'] }))).toBe('not-allowed');
    expect(refusalOf(await ask(`POST /api/tokens/${about.id}/revoke`, token, {}))).toBe('not-allowed');
    expect(refusalOf(await ask('POST /api/session/end', token, {}))).toBe('not-allowed');
    const knock = new Knock(server.origin, { board: event.board, token });
    expect(await knock.ended()).toMatchObject({ code: 4401 });
  });

  it('[AT6] that was revoked, was never made or is cut off opens nothing', async () => {
    const { token, about } = await make(['read']);
    expect((await ask(`POST /api/tokens/${about.id}/revoke`, server.organizer.token, {})).status).toBe(200);
    for (const one of [token, `hackfest_${'x'.repeat(44)}`, token.slice(0, 40)])
      expect(refusalOf(await ask('GET /api/events', one))).toBe('not-signed-in');
    expect((await ask('GET /api/tokens', server.organizer.token)).body).toEqual({ tokens: [] });
  });

  it('[AT7] is made by nobody but the organizer, with a name, scopes that exist and an event that exists', async () => {
    const fay = await server.organizer.join(event.links.facilitator, 'Fay');
    expect(refusalOf(await ask('POST /api/tokens', fay.token, { name: 'Mine', scopes: ['read'] }))).toBe('not-allowed');
    for (const [body, code] of [
      [{ name: ' \u202e ', scopes: ['read'] }, 'bad-field'],
      [{ name: 'x', scopes: [] }, 'bad-field'],
      [{ name: 'x', scopes: ['all'] }, 'bad-field'],
      [{ name: 'x', scopes: ['read'], event: 'e100000000000000' }, 'unknown-event'],
    ] as const)
      expect(refusalOf(await ask('POST /api/tokens', server.organizer.token, body))).toBe(code);
  });
});
