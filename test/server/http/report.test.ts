// The files of a report over HTTP: each with its type and name, for those on the board alone, and with no secret in them.

import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, request } from '../../support/request.ts';
import { startServer, type TestEvent, type TestServer } from '../../support/server.ts';

let server: TestServer;
let event: TestEvent;
const file = (format: string, token?: string) =>
  request(server.origin, `GET /api/boards/${event.board}/report.${format}`, token === undefined ? {} : { token });

beforeAll(async () => {
  server = await startServer();
  event = await server.organizer.createSample();
});
afterAll(() => server.stop());

const FILES: [string, string, string][] = [
  ['html', 'text/html; charset=utf-8', 'hackfest-report.html'],
  ['md', 'text/markdown; charset=utf-8', 'hackfest-report.md'],
  ['csv', 'text/csv; charset=utf-8', 'hackfest-report.csv'],
  ['json', 'application/json; charset=utf-8', 'hackfest-report.json'],
  ['hackathon.json', 'application/ld+json; charset=utf-8', 'hackathon.json'],
  ['zip', 'application/zip', 'hackfest-report.zip'],
];

describe('the files of a report', () => {
  it.each(FILES)('[RE30] %s goes out to be saved, with its type and name', async (format, type, name) => {
    const reply = await file(format, server.organizer.token);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, type]);
    expect(reply.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
    expect(reply.text.length).toBeGreaterThan(500);
  });

  it.each(FILES)('[RE31] %s is refused without a token, and to somebody of another board', async (format) => {
    const other = await server.organizer.join(await server.organizer.createEvent(), 'Ana');
    expect((await file(format)).status).toBe(401);
    expect((await file(format, other.token)).status).toBe(401);
  });

  it('[RE32] a form nobody knows is refused', async () => {
    const reply = await file('exe', server.organizer.token);
    expect([reply.status, refusalOf(reply)]).toEqual([400, 'bad-field']);
  });

  it('[RE33] no file holds a token, a link or a code', async () => {
    const joined = await server.organizer.join(event, 'Ana');
    const { join, facilitator, wall, code } = event.links;
    const secrets = [server.organizer.token, server.organizer.secret, joined.token, join, facilitator, wall, code];
    const response = await fetch(`${server.origin}/api/boards/${event.board}/report.zip`, {
      headers: { authorization: `Bearer ${joined.token}` },
    });
    const files = Object.values(unzipSync(new Uint8Array(await response.arrayBuffer()))).map((bytes) => new TextDecoder().decode(bytes));
    expect(files).toHaveLength(5);
    for (const text of files) for (const secret of secrets) expect(text).not.toContain(secret);
  });
});
