// Canaries: every flow is run with the log at its most talkative, and neither a log line nor a stored file may hold a
// secret, a token or a code that opens something.

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { openLowdbCatalogue } from '../../../server/storage/embedded/lowdb-catalogue.ts';
import { memoryLog, withFaults } from '../../../server/storage/memory.ts';
import { Knock } from '../../support/knock.ts';
import { Peer } from '../../support/peer.ts';
import { request } from '../../support/request.ts';
import { ORDINARY_EVENT, serve, type TestEvent } from '../../support/server.ts';

it('[AC60] no secret, token or code appears in any log line or in the catalogue’s file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hackfest-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lines: string[] = [];
  const catalogue = await openLowdbCatalogue(join(folder, 'catalogue.json'));
  let fault: Error | undefined;
  const log = withFaults(memoryLog(), (call) => (call === 'append' || call === 'read' ? fault : undefined));
  const server = await serve({ catalogue, log, logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }) });
  const { origin, organizer } = server;
  const ask = (line: string, given: Parameters<typeof request>[2] = {}) => request(origin, line, given);

  const event = await organizer.createEvent();
  const [ada, fay, wall] = [
    await organizer.join(event, 'Ada'),
    await organizer.join(event.links.facilitator, 'Fay'),
    await organizer.openWall(event),
  ];
  const peer = await Peer.open(origin, ada);
  await peer.command('edit-profile', { newcomer: true });
  await ask(`GET /api/boards/${event.board}/invitation`, { token: wall.token });
  await ask(`GET /api/boards/${event.board}/report.md`, { token: wall.token });
  // Flows that fail are those that log.
  await ask('POST /api/join', { body: { secret: event.links.join, name: '' } });
  await ask('POST /api/join', { body: { secret: event.links.join, name: 'x', token: ada.token } });
  await ask('POST /api/join', { body: `{"secret":"${event.links.join}",` });
  await ask(`GET /api/boards/${event.board}?token=${ada.token}`, { headers: { 'x-token': fay.token } });
  await ask('POST /api/sessions', { body: { secret: `${organizer.secret}x` } });
  await new Knock(origin, { board: event.board, token: ada.token, pageOrigin: 'https://evil.example' }).ended();
  const noisy = await new Knock(origin, { board: event.board, token: ada.token }).welcomed();
  noisy.send('text');
  await noisy.ended();
  const { links } = (await ask(`POST /api/events/${event.id}/links/join/rotate`, { token: organizer.token })).body as TestEvent;
  fault = new Error('ENOSPC');
  await ask('POST /api/join', { body: { secret: links.join, name: 'Late' } });
  await ask('POST /api/events', { token: organizer.token, body: ORDINARY_EVENT });
  await new Knock(origin, { board: event.board, token: fay.token }).ended();
  fault = undefined;
  peer.close();
  await server.stop();

  const canaries = [
    organizer.secret,
    organizer.token,
    ada.token,
    fay.token,
    wall.token,
    ...Object.values(event.links),
    ...Object.values(links),
  ];
  expect(lines.length).toBeGreaterThan(0);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(files.length).toBeGreaterThan(0);
  for (const canary of canaries) {
    expect(lines.filter((line) => line.includes(canary))).toEqual([]);
    expect(
      files.some((text) => text.includes(canary)),
      canary,
    ).toBe(false);
  }
});
