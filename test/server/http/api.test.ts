// The shape of the API: what it refuses and how, its headers, its description, and its health.

import { mkdtempSync, writeFileSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { REFUSALS } from '../../../shared/refusal.ts';
import { openLowdbCatalogue } from '../../../server/storage/embedded/lowdb-catalogue.ts';
import { memoryCatalogue, memoryLog, withFaults } from '../../../server/storage/memory.ts';
import { emptyCatalogue } from '../../../server/storage/catalogue.ts';
import { refusalOf, request, type Reply } from '../../support/request.ts';
import { ORDINARY_EVENT, serve, startServer, type TestEvent, type TestServer } from '../../support/server.ts';

let server: TestServer;
let event: TestEvent;
const ask = (line: string, given: Parameters<typeof request>[2] = {}) => request(server.origin, line, given);

beforeAll(async () => {
  server = await startServer();
  event = await server.organizer.createEvent();
});
afterAll(() => server.stop());

function expectRefusal(reply: Reply, status: number, code: string): void {
  expect([reply.status, refusalOf(reply)]).toEqual([status, code]);
  expect(Object.keys(reply.body as object)).toEqual(['error']);
  expect(Object.keys((reply.body as { error: object }).error).sort()).toEqual(['code', 'detail', 'message']);
  expect((reply.body as { error: { message: string } }).error.message).toMatch(/\.$|: /);
  expect(code in REFUSALS).toBe(true);
  expect(reply.headers.get('content-type')).toContain('application/json');
}

describe('making an event', () => {
  const make = (given: object) => ask('POST /api/events', { token: server.organizer.token, body: { ...ORDINARY_EVENT, ...given } });

  it.each<[string, object, string]>([
    ['an empty title', { title: '' }, 'title'],
    ['a blank title', { title: '   ' }, 'title'],
    ['a title that is too long', { title: 'x'.repeat(141) }, 'title'],
    ['no title', { title: undefined }, 'title'],
    ['a title that is no text', { title: 7 }, 'title'],
    ['an unknown scale', { scale: 'huge' }, 'scale'],
    ['an unknown time zone', { zone: 'Europe/Atlantis' }, 'zone'],
    ['an end before the start', { endsAt: ORDINARY_EVENT.startsAt - 1 }, 'endsAt'],
    ['an end at the start', { endsAt: ORDINARY_EVENT.startsAt }, 'endsAt'],
    ['half a year', { endsAt: ORDINARY_EVENT.startsAt + 180 * 86_400_000 }, 'endsAt'],
    ['a start that is no number', { startsAt: '2017-06-01' }, 'startsAt'],
    ['a time before all time', { startsAt: -5e15, endsAt: -5e15 + 1_000 }, 'startsAt'],
    ['a part of a millisecond', { startsAt: ORDINARY_EVENT.startsAt + 0.5 }, 'startsAt'],
    ['a call that is a script', { callUrl: 'javascript:alert(1)' }, 'callUrl'],
    ['a call that is no address', { callUrl: 'https://[' }, 'callUrl'],
  ])('[AP1] an event with %s is not made, and the answer names the field to mend', async (_what, given, field) => {
    const reply = await make(given);
    expectRefusal(reply, 400, 'bad-field');
    expect(reply.body).toMatchObject({ error: { detail: { field } } });
  });

  it('[AP2] an event is made with what was given, its board titled like it and set up for its scale', async () => {
    const reply = await make({ title: '  Micro  ', scale: 'micro', callUrl: 'https://call.example/room' });
    expect(reply.status).toBe(201);
    const made = (reply.body as { event: { board: string } }).event;
    const odd = await make({ title: ' \u202eMicro\u0000\n 2 ', place: 'Room\u2028 4' });
    expect(odd.body).toMatchObject({ event: { title: 'Micro 2', place: 'Room 4' } });
    expect(made).toMatchObject({ title: 'Micro', scale: 'micro', callUrl: 'https://call.example/room', sample: false });
    const board = (await ask(`GET /api/boards/${made.board}`, { token: server.organizer.token })).body;
    expect(board).toMatchObject({
      meta: { title: 'Micro', leaseMinutes: 30 },
      challenges: [],
      tasks: [],
      people: [],
      claims: [],
      sprint: { id: '' },
    });
  });

  it('[AP4] an event of any accepted time can be read again by the next start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hackfest-catalogue-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'catalogue.json');
    const own = await serve({ catalogue: await openLowdbCatalogue(file) });
    const made = [
      await own.organizer.createEvent({ startsAt: 0, endsAt: 1 }),
      await own.organizer.createEvent({ startsAt: 8_639_999_999_999_999, endsAt: 8_640_000_000_000_000 }),
    ];
    await own.deps.catalogue.close();
    const again = await openLowdbCatalogue(file);
    expect(again.data.events.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    await again.close();
  });

  it('[AP3] the sample event has people, challenges, tasks and outcomes', async () => {
    const sample = await server.organizer.createSample();
    const board = (await ask(`GET /api/boards/${sample.board}`, { token: server.organizer.token })).body as {
      people: unknown[];
      challenges: unknown[];
      tasks: { outcome: { kind: string } }[];
    };
    expect(board.people.length).toBeGreaterThan(5);
    expect(board.challenges.length).toBe(8);
    expect(board.tasks.length).toBeGreaterThan(40);
    expect(board.tasks.filter(({ outcome }) => outcome.kind !== '').length).toBeGreaterThan(5);
  });
});

describe('one shape for every refusal', () => {
  it.each<[string, string, Parameters<typeof request>[2], number, string]>([
    ['an unknown address', 'GET /api/nothing', {}, 404, 'unknown-address'],
    ['an unknown page', 'GET /nothing', {}, 404, 'unknown-address'],
    ['a wrong method', 'DELETE /api/events', {}, 404, 'unknown-address'],
    ['an id that is none', 'GET /api/boards/nonsense', {}, 400, 'bad-field'],
    ['an address that does not read', 'GET /api/boards/%E0%A4%A', {}, 400, 'malformed'],
    ['a very long address', `GET /api/boards/${'x'.repeat(500)}`, {}, 404, 'unknown-address'],
    ['a body that is no JSON', 'POST /api/join', { body: '{"secret":' }, 400, 'malformed'],
    ['an empty body', 'POST /api/join', { body: '' }, 400, 'malformed'],
    [
      'a body of another kind',
      'POST /api/join',
      { body: 'secret=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'malformed',
    ],
    [
      'a compressed body',
      'POST /api/join',
      { body: gzipSync('{"secret":"x","name":"y"}'), headers: { 'content-encoding': 'gzip' } },
      415,
      'malformed',
    ],
    [
      'a compressed bomb',
      'POST /api/join',
      { body: gzipSync(Buffer.alloc(5_000_000)), headers: { 'content-encoding': 'gzip' } },
      415,
      'malformed',
    ],
    ['a body of plain text', 'POST /api/join', { body: 'hello', headers: { 'content-type': 'text/plain' } }, 415, 'malformed'],
    ['a key that is too short to be a secret', 'POST /api/join', { body: { secret: 'x', name: 'y', key: 'abc' } }, 400, 'bad-field'],
    ['a body that is too large', 'POST /api/join', { body: { secret: 'x', name: 'y'.repeat(70_000) } }, 413, 'too-large'],
    ['a body that reaches for prototypes', 'POST /api/join', { body: '{"__proto__":{"secret":"x"},"name":"y"}' }, 400, 'malformed'],
    ['a field that is missing', 'POST /api/join', { body: { name: 'Ada' } }, 400, 'bad-field'],
    ['a field too many', 'POST /api/join', { body: { secret: 'x', name: 'y', role: 'organizer' } }, 400, 'bad-field'],
    ['a list instead of an object', 'POST /api/join', { body: [] }, 400, 'bad-field'],
    ['a wrong code', 'POST /api/join', { body: { secret: 'no-such-1', name: 'Ada' } }, 404, 'wrong-code'],
    ['no token', 'GET /api/session', {}, 401, 'not-signed-in'],
    ['a report in an unknown format', `GET /api/boards/b1${'0'.repeat(14)}/report.pdf`, {}, 400, 'bad-field'],
  ])(
    '[AP10] %s is refused with the status that HTTP has for it, a code for programs and a sentence for people',
    async (_what, line, given, status, code) => {
      expectRefusal(await ask(line, given), status, code);
    },
  );

  it('[AP11] an unknown event and link kind are refused', async () => {
    const { token } = server.organizer;
    expectRefusal(await ask(`GET /api/events/e1${'0'.repeat(14)}`, { token }), 404, 'unknown-event');
    expectRefusal(await ask(`POST /api/events/e1${'0'.repeat(14)}/links/join/rotate`, { token }), 404, 'unknown-event');
    expectRefusal(await ask(`POST /api/events/${event.id}/links/code/rotate`, { token }), 400, 'bad-field');
  });

  it('[AP12] a store that fails is told as such, and works again afterwards', async () => {
    let fault: Error | undefined = undefined;
    const shaky = await serve({ log: withFaults(memoryLog(), (call) => (call === 'append' ? fault : undefined)) });
    const made = await shaky.organizer.createEvent();
    fault = new Error('ENOSPC at /secret/place');
    const reply = await request(shaky.origin, 'POST /api/join', { body: { secret: made.links.join, name: 'Ada' } });
    expectRefusal(reply, 503, 'not-saved');
    expect(reply.text).not.toContain('ENOSPC');
    expectRefusal(await request(shaky.origin, `GET /api/boards/${made.board}`, { token: shaky.organizer.token }), 503, 'not-saved');
    fault = undefined;
  });

  it('[AP13] what nobody foresaw is answered without its innards', async () => {
    let fault: Error | undefined = undefined;
    const shaky = await serve({ catalogue: memoryCatalogue(emptyCatalogue(), { failing: () => fault }) });
    fault = new TypeError('undefined is no function at /secret/place');
    const reply = await request(shaky.origin, 'POST /api/events', { token: shaky.organizer.token, body: ORDINARY_EVENT });
    expectRefusal(reply, 500, 'internal');
    expect(reply.text).not.toContain('secret/place');
  });

  it('[AP15] a catalogue that can not be stored is told as such wherever it is needed, and nothing is half done', async () => {
    let fault: Error | undefined = undefined;
    const shaky = await serve({ catalogue: memoryCatalogue(emptyCatalogue(), { failing: () => fault }) });
    const { organizer } = shaky;
    const { id, board, links } = await organizer.createEvent();
    const before = structuredClone(shaky.deps.catalogue.data);
    fault = new Error('EIO at /secret/place');
    for (const [line, body] of [
      ['POST /api/events', ORDINARY_EVENT],
      ['POST /api/join', { secret: links.join, name: 'Ada' }],
      ['POST /api/sessions', { secret: links.wall }],
      ['POST /api/sessions', { secret: organizer.secret }],
      [`POST /api/events/${id}/links/join/rotate`, {}],
    ] as const) {
      const reply = await request(shaky.origin, line, { token: organizer.token, body });
      expectRefusal(reply, 503, 'not-saved');
      expect(reply.text).not.toContain('secret/place');
    }
    fault = undefined;
    expect(shaky.deps.catalogue.data).toEqual(before);
    expect((await request(shaky.origin, `GET /api/boards/${board}`, { token: organizer.token })).body).toMatchObject({ people: [] });
    expect((await organizer.join(links.join, 'Ada')).role).toBe('participant');
  });

  it('[AP14] bytes that are no HTTP are answered with 400 and the process goes on', async () => {
    const { port } = new URL(server.origin);
    const said = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('\u0000\u0001 nonsense\r\n\r\n'));
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(said).toMatch(/^HTTP\/1\.1 400/);
    expect((await ask('GET /api/session', { token: server.organizer.token })).status).toBe(200);
  });
});

describe('reports', () => {
  it.each([
    ['md', 'text/markdown'],
    ['csv', 'text/csv'],
    ['json', 'application/json'],
  ])('[AP20] the report downloads as %s', async (format, type) => {
    const reply = await ask(`GET /api/boards/${event.board}/report.${format}`, { token: server.organizer.token });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toContain(type);
    expect(reply.headers.get('content-disposition')).toBe(`attachment; filename="hackfest-report.${format}"`);
    if (format === 'json') expect(reply.body).toBeTypeOf('object');
  });
});

describe('pages', () => {
  const page = '<!doctype html><title>Hackfest Board</title>';

  async function withPages(more: (folder: string) => void = () => undefined): Promise<TestServer> {
    const folder = mkdtempSync(join(tmpdir(), 'hackfest-pages-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), page);
    writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export {};');
    more(folder);
    return serve({ clientFolder: folder });
  }

  it('[AP30] the page is served at every address of the app, asked for each time; its files are kept for good', async () => {
    const { origin } = await withPages();
    for (const path of ['/', '/join', '/b/somewhere', '/organizer']) {
      const reply = await request(origin, `GET ${path}`, { headers: { accept: 'text/html' } });
      expect([reply.status, reply.text]).toEqual([200, page]);
      expect(reply.headers.get('cache-control')).toBe('no-cache');
    }
    expect((await request(origin, 'GET /assets/main-abc123.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expectRefusal(await request(origin, 'GET /assets/old-000000.js'), 404, 'unknown-address');
    expectRefusal(await request(origin, 'GET /assets/main-abc123.js', { headers: { range: 'bytes=999-' } }), 416, 'malformed');
    expectRefusal(await request(origin, 'GET /api/nothing', { headers: { accept: 'text/html' } }), 404, 'unknown-address');
    expectRefusal(await request(origin, 'GET /..%2f..%2fpackage.json', { headers: { accept: '*/*' } }), 404, 'unknown-address');
  });

  it('[AP85] a script travels as its smaller twin to browsers that read it, and as itself to others', async () => {
    const { origin } = await withPages((folder) => writeFileSync(join(folder, 'assets', 'main-abc123.js.gz'), gzipSync('export {};')));
    const read = (encoding: string) => request(origin, 'GET /assets/main-abc123.js', { headers: { 'accept-encoding': encoding } });
    const [small, plain] = [await read('gzip'), await read('identity')];
    expect([small.headers.get('content-encoding'), small.text]).toEqual(['gzip', 'export {};']);
    expect(small.headers.get('vary')).toBe('accept-encoding');
    expect([plain.headers.get('content-encoding'), plain.text]).toEqual([null, 'export {};']);
  });

  it('[AP31] pages and answers carry the headers that bound what a page may do', async () => {
    const { origin } = await withPages();
    const { host } = new URL(origin);
    for (const line of ['GET /', 'GET /join', 'GET /api/session', 'GET /api/nothing', 'GET /assets/main-abc123.js']) {
      const { headers } = await request(origin, line, { headers: { accept: 'text/html' } });
      const csp = headers.get('content-security-policy') ?? '';
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        `connect-src 'self' ws://${host} wss://${host}`,
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]) {
        expect(csp, `${line}: ${part}`).toContain(part);
      }
      expect(csp).not.toContain('unsafe');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('[AP32] answers of the API are never kept by caches', async () => {
    expect((await ask('GET /api/session', { token: server.organizer.token })).headers.get('cache-control')).toBe('no-store');
    expect((await ask('GET /api/session')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('the description of the API', () => {
  type Description = {
    openapi: string;
    info: { title: string; license: object };
    paths: { [path: string]: { [method: string]: { summary?: string; responses: object; security?: object[] } } };
  };

  it('[AP40] is OpenAPI 3.1 and lists every route', async () => {
    const reply = await ask('GET /api/docs/json');
    const description = reply.body as Description;
    expect(description.openapi).toMatch(/^3\.1\./);
    expect(description.info.title).toBe('Hackfest Board');
    const listed = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.sort()).toEqual(
      [
        'GET /api/boards/{board}',
        'GET /api/boards/{board}/exports',
        'GET /api/boards/{board}/invitation',
        'GET /api/boards/{board}/me/data',
        'GET /api/boards/{board}/me/devices',
        'GET /api/boards/{board}/me/votes',
        'GET /api/boards/{board}/moments',
        'GET /api/boards/{board}/moments/{at}',
        'GET /api/boards/{board}/report.{format}',
        'GET /api/events',
        'GET /api/events/{event}',
        'GET /api/session',
        'GET /livez',
        'GET /readyz',
        'POST /api/boards/{board}/exports',
        'POST /api/boards/{board}/exports/forget-token',
        'POST /api/boards/{board}/exports/preview',
        'POST /api/boards/{board}/exports/test',
        'POST /api/boards/{board}/exports/{export}/cancel',
        'POST /api/boards/{board}/exports/{export}/pause',
        'POST /api/boards/{board}/exports/{export}/resume',
        'POST /api/boards/{board}/me/device-link',
        'POST /api/boards/{board}/me/device-link/revoke',
        'POST /api/boards/{board}/me/devices/end-others',
        'POST /api/boards/{board}/me/erase',
        'POST /api/boards/{board}/people/{person}/device-link',
        'POST /api/boards/{board}/restore',
        'POST /api/device-link',
        'POST /api/events',
        'POST /api/events/sample',
        'POST /api/events/{event}/links/{link}/rotate',
        'POST /api/invitations',
        'POST /api/join',
        'POST /api/session/end',
        'POST /api/sessions',
        'GET /api/boards/{board}/feeds',
        'GET /api/events/{event}/webhooks',
        'GET /api/tokens',
        'GET /feeds/{secret}/agenda.ics',
        'GET /feeds/{secret}/outcomes.atom',
        'POST /api/events/{event}/webhooks',
        'POST /api/events/{event}/webhooks/{webhook}/remove',
        'POST /api/events/{event}/webhooks/{webhook}/test',
        'POST /api/tokens',
        'POST /api/tokens/{token}/revoke',
        'PUT /api/events/{event}/joining',
      ].sort(),
    );
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const { summary, responses } of Object.values(methods)) {
        expect(Object.keys(responses).length, path).toBeGreaterThan(0);
        if (path.startsWith('/api/')) expect(summary, path).toBeTruthy();
      }
    }
  });

  it('[AP41] every reference in it leads somewhere, and every address with a parameter names it', async () => {
    const { body, text } = await ask('GET /api/docs/json');
    for (const [, reference] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const found = (reference as string)
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], body);
      expect(found, reference).toBeDefined();
    }
    for (const [path, methods] of Object.entries((body as Description).paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const method of Object.values(methods) as unknown as { parameters?: { name: string; in: string; required: boolean }[] }[]) {
        expect(
          (method.parameters ?? [])
            .filter((one) => one.in === 'path' && one.required)
            .map((one) => one.name)
            .sort(),
        ).toEqual(named.sort());
      }
    }
  });

  it('[AP42] can be read in a browser under the same policy', async () => {
    const reply = await ask('GET /api/docs', { headers: { accept: 'text/html' } });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('swagger');
    expect(reply.headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    const scripts = [...reply.text.matchAll(/src="([^"]+)"/g)].map(
      ([, src]) => new URL(src as string, `${server.origin}/api/docs/`).pathname,
    );
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect((await ask(`GET ${script}`)).status, script).toBe(200);
  });
});

describe('health', () => {
  it('[AP50] a healthy process says so', async () => {
    expect((await ask('GET /readyz')).body).toEqual({ ok: true, problem: '' });
    // A busy machine may have held this process up.
    const { status, body } = await ask('GET /livez');
    expect(body).toEqual(
      status === 200 ? { ok: true, problem: '' } : { ok: false, problem: expect.stringMatching(/^the process hung for \d{4,} ms$/) },
    );
  });

  it('[AP51] a log that can not write takes the process out of traffic until it can', async () => {
    let fault: Error | undefined = undefined;
    const shaky = await serve({ log: withFaults(memoryLog(), (call) => (call === 'probe' ? fault : undefined)) });
    const ready = () => request(shaky.origin, 'GET /readyz');
    fault = Object.assign(new Error('no space left at /secret/place'), { code: 'ENOSPC' });
    expect([(await ready()).status, (await ready()).body]).toEqual([503, { ok: false, problem: 'changes can not be stored (ENOSPC)' }]);
    fault = undefined;
    expect((await ready()).status).toBe(200);
  });

  it('[AP52] a data folder that is gone takes the process out of traffic', async () => {
    const lost = await serve({ config: { dataFolder: '/nowhere/at/all' } });
    const reply = await request(lost.origin, 'GET /readyz');
    expect([reply.status, reply.body]).toEqual([503, { ok: false, problem: 'the data folder can not be read' }]);
  });
});

describe('the cap on requests', () => {
  it('[AP60] one address may ask six thousand times a minute, a room full of people never notices', async () => {
    const own = await serve({ config: { trustProxy: true } });
    const from = (address: string) => own.app.http.inject({ method: 'GET', url: '/api/session', headers: { 'x-forwarded-for': address } });
    const venue = await Promise.all(Array.from({ length: 6_000 }, () => from('192.0.2.1')));
    expect(venue.filter(({ statusCode }) => statusCode === 429)).toEqual([]);
    const one = await from('192.0.2.1');
    expect([one.statusCode, one.json().error.code]).toEqual([429, 'too-many-requests']);
    expect(Number(one.headers['retry-after'])).toBeGreaterThan(0);
    expect((await from('192.0.2.2')).statusCode).toBe(401);
  });
});
