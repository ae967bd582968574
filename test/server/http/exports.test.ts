// Exports over HTTP: the whole flow, who may, and a token that goes in and nowhere comes out: not in an answer, a log line, the
// document, the report or a stored file.

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addTask } from '../../../shared/board/board.ts';
import { openLowdbCatalogue } from '../../../server/storage/embedded/lowdb-catalogue.ts';
import { fasterClock } from '../../support/clock.ts';
import { seededMint } from '../../support/seed.ts';
import { refusalOf, request } from '../../support/request.ts';
import { serve, type ServerOptions, type TestServer } from '../../support/server.ts';
import { OwnGitHub } from '../../support/trackers/github.ts';
import { TARGET } from '../../support/trackers/event.ts';

async function staged(options: ServerOptions = {}) {
  const clock = fasterClock();
  const github = new OwnGitHub(clock);
  const server = await serve({ clock, fetch: github.fetch, ...options });
  const event = await server.organizer.createEvent();
  const facilitator = await server.organizer.join(event.links.facilitator, 'Fay');
  const task = seededMint(5)('task');
  const room = await server.app.rooms.open(event.board);
  room.edit(() => addTask(room.doc, task, { title: 'Count bikes', order: 'a0' }));
  await room.committed();
  const ask = (line: string, body?: unknown, token = facilitator.token) =>
    request(
      server.origin,
      line.replace('/exports', `/api/boards/${event.board}/exports`),
      body === undefined ? { token } : { token, body },
    );
  return { github, server, event, task, ask, facilitator };
}

type Ledger = {
  exports: { id: string; state: string }[];
  destinations: { id: string; tokenKept: boolean; rows: { state: string; url: string }[] }[];
};

/** The ledger says so itself: it is in the document. */
async function ended(server: TestServer, ask: (line: string) => Promise<{ body: unknown }>): Promise<Ledger> {
  for (;;) {
    const ledger = (await ask('GET /exports')).body as Ledger;
    if (['done', 'stopped', 'no-token', 'cancelled'].includes(ledger.exports.at(-1)?.state ?? '')) return ledger;
    await new Promise((resolve) => server.deps.clock.alarm((server.deps.clock.now() + 500) as never, () => resolve(undefined)));
  }
}

describe('exports over HTTP', () => {
  it('[XP30] test, preview, send: what was seen is what is sent, and the ledger tells where it is', async () => {
    const { github, server, task, ask } = await staged();
    const going = { target: TARGET, token: github.token };
    expect((await ask('POST /exports/test', going)).body).toMatchObject({ account: 'fay', project: 'octo/atlas', obstacle: '' });
    const preview = (await ask('POST /exports/preview', { ...going, tasks: [task] })).body as {
      lines: { hash: string; body: string; action: string }[];
    };
    expect(preview.lines[0]).toMatchObject({ task, action: 'create', title: 'Count bikes' });
    const started = await ask('POST /exports', { ...going, items: [{ task, hash: preview.lines[0]?.hash }] });
    expect(started.status).toBe(202);
    const ledger = await ended(server, ask);
    expect(ledger.destinations[0]?.rows).toMatchObject([{ state: 'created', url: 'https://github.com/octo/atlas/issues/1' }]);
    expect(github.issues[0]?.body).toBe(preview.lines[0]?.body);
  });

  it('[XP31] participants, the wall and strangers neither see the ledger nor send', async () => {
    const { server, event, ask, github } = await staged();
    const ana = await server.organizer.join(event, 'Ana');
    const wall = await server.organizer.openWall(event);
    for (const token of [ana.token, wall.token])
      for (const line of ['GET /exports', 'POST /exports/test']) {
        const body = line.startsWith('POST') ? { target: TARGET, token: github.token } : undefined;
        expect(refusalOf(await ask(line, body, token))).toBe('not-allowed');
      }
    expect(github.calls).toEqual([]);
    expect((await ask('GET /exports', undefined, server.organizer.token)).status).toBe(200);
  });

  it('[XP32] a destination that can not be one is refused with the field that is wrong', async () => {
    const { ask, github } = await staged();
    const wrong = async (given: object) =>
      (await ask('POST /exports/test', { target: { ...TARGET, ...given }, token: github.token })).body as {
        error: { code: string; detail: { field: string } };
      };
    expect((await wrong({ project: '' })).error).toMatchObject({ code: 'bad-field', detail: { field: 'project' } });
    expect((await wrong({ project: 'atlas' })).error).toMatchObject({ code: 'bad-field', detail: { field: 'project' } });
    expect((await wrong({ base: 'file:///etc/passwd' })).error.code).toBe('bad-field');
    expect((await wrong({ base: 'https://fay:secret@api.github.com' })).error.code).toBe('bad-field');
    expect(refusalOf(await ask('POST /exports/test', { target: TARGET }))).toBe('token-needed');
    expect(refusalOf(await ask('POST /exports/x1aaaaaaaaaaaaaa/cancel', {}))).toBe('no-such-export');
  });

  it('[XP33] a kept token is used without being sent again, and is gone when it is deleted', async () => {
    const { github, server, task, ask } = await staged();
    const going = { target: TARGET, token: github.token };
    const { lines } = (await ask('POST /exports/preview', { ...going, tasks: [task] })).body as { lines: { hash: string }[] };
    await ask('POST /exports', { ...going, keepToken: true, items: [{ task, hash: lines[0]?.hash }] });
    const { destinations } = await ended(server, ask);
    expect(destinations[0]?.tokenKept).toBe(true);
    expect((await ask('POST /exports/test', { target: TARGET })).status).toBe(200);
    await ask('POST /exports/forget-token', { destination: destinations[0]?.id });
    expect(refusalOf(await ask('POST /exports/test', { target: TARGET }))).toBe('token-needed');
  });

  it('[XP34] the token is in no answer, log line, document, report or stored file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hackfest-exports-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const lines: string[] = [];
    const catalogue = await openLowdbCatalogue(join(folder, 'catalogue.json'));
    const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const { github, server, event, task, ask, facilitator } = await staged({ catalogue, logger });
    const said: string[] = [];
    const tell = async (line: string, body?: unknown) => {
      const reply = await ask(line, body);
      said.push(reply.text);
      return reply;
    };
    const going = { target: TARGET, token: github.token };
    const { lines: shown } = (await tell('POST /exports/preview', { ...going, tasks: [task] })).body as { lines: { hash: string }[] };
    // A tracker that says the token back, an address nobody answers at, a body that does not read.
    const parrot = github.fault;
    github.fault = ({ path }) => (path === '/user' ? 'refused' : undefined);
    await tell('POST /exports/test', going);
    github.fault = parrot;
    await tell('POST /exports/test', { target: TARGET, token: `${github.token}x` });
    await tell('POST /exports/test', `{"token":"${github.token}",`);
    await tell('POST /exports/test', { ...going, target: { ...TARGET, strange: true } });
    await tell('POST /exports', { ...going, keepToken: true, items: [{ task, hash: shown[0]?.hash }] });
    await ended(server, (line) => tell(line));
    const room = await server.app.rooms.open(event.board);
    said.push(Buffer.from(room.encode()).toString('latin1'));
    for (const format of ['json', 'md', 'html'])
      said.push((await request(server.origin, `GET /api/boards/${event.board}/report.${format}`, { token: facilitator.token })).text);
    await server.stop();
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(files.join('')).toContain('"sealed"');
    for (const text of [...said, ...lines, ...files]) expect(text).not.toContain(github.token);
  });
});
