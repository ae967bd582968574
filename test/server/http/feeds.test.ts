// Feeds of an event against the real app: its run sheet for calendars, its outcomes for readers; and where the wall may be shown.

import { beforeEach, describe, expect, it } from 'vitest';
import { agendaCalendar } from '../../../server/feeds/agenda.ts';
import { outcomesFeed } from '../../../server/feeds/outcomes.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { reportOf } from '../../../shared/report/report.ts';
import { request } from '../../support/request.ts';
import { serve, type TestEvent, type TestServer } from '../../support/server.ts';
import { EVENT, minute, openRoom, PAYLOADS } from '../../shared/report/room.ts';

let server: TestServer;
let event: TestEvent;
beforeEach(async () => {
  server = await serve();
  event = await server.organizer.createSample();
});

type Addresses = { agenda: string; outcomes: string };
const addresses = async () =>
  (await request(server.origin, `GET /api/boards/${event.board}/feeds`, { token: server.organizer.token })).body as Addresses;
const get = (address: string) => request(server.origin, `GET ${new URL(address).pathname}`);
const record = (title: string, place = '') => ({ ...server.deps.catalogue.data.events[0]!, title, place });

describe('feeds', () => {
  it('[FE1] are read without signing in by whoever has the address, which those on the board can see', async () => {
    const { agenda, outcomes } = await addresses();
    const [calendar, feed] = [await get(agenda), await get(outcomes)];
    expect([calendar.status, calendar.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(calendar.text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR/);
    expect([feed.status, feed.headers.get('content-type')]).toEqual([200, 'application/atom+xml; charset=utf-8']);
    expect(feed.text.match(/<entry>/g)?.length).toBeGreaterThan(5);
    expect(calendar.headers.get('cache-control')).toBe('no-store');
    expect((await request(server.origin, `GET /api/boards/${event.board}/feeds`)).status).toBe(401);
  });

  it('[FE2] hold no secret, and end when the wall’s link is replaced', async () => {
    const { agenda, outcomes } = await addresses();
    const text = (await get(agenda)).text + (await get(outcomes)).text;
    for (const secret of Object.values(event.links)) expect(text).not.toContain(secret);
    await request(server.origin, `POST /api/events/${event.id}/links/wall/rotate`, { token: server.organizer.token, body: {} });
    expect((await get(agenda)).status).toBe(404);
    expect((await get((await addresses()).agenda)).status).toBe(200);
    expect((await get(agenda.replace(/feeds\/.{22}/, `feeds/${'x'.repeat(22)}`))).status).toBe(404);
  });

  it('[FE3] the calendar has the event and each item of the run sheet: as it began, as planned, or after the one before', () => {
    const room = openRoom();
    const item = (title: string, order: string, given: object) => ({
      title,
      order,
      stage: 'work',
      minutes: 30,
      startsAt: 0,
      startedAt: 0,
      ...given,
    });
    const meta = {
      ...room.view().meta,
      agenda: {
        [room.mint('agenda')]: item('Third', 'a2', {}),
        [room.mint('agenda')]: item('First', 'a0', { startsAt: minute(15), startedAt: minute(20) }),
        [room.mint('agenda')]: item('Second', 'a1', { startsAt: minute(60), minutes: 45 }),
      },
    } as never;
    const calendar = agendaCalendar({ ...room.view(), meta }, { ...record('Sprint'), startsAt: minute(0), endsAt: minute(480) });
    const events = calendar.split('BEGIN:VEVENT').slice(1);
    const field = (text: string, name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(text)?.[1];
    expect(events.map((text) => [field(text, 'SUMMARY'), field(text, 'DTSTART'), field(text, 'DTEND')])).toEqual([
      ['Sprint', '20170601T080000Z', '20170601T160000Z'],
      ['First', '20170601T082000Z', '20170601T085000Z'],
      ['Second', '20170601T090000Z', '20170601T094500Z'],
      ['Third', '20170601T094500Z', '20170601T101500Z'],
    ]);
  });

  it('[FE4] whatever people type stays text: no field of a calendar and no tag of a feed comes of it', () => {
    for (const text of PAYLOADS) {
      const room = openRoom();
      const ana = room.person(text || 'x');
      room.finish(room.task(room.challenge(text), text), 'done', [ana], { summary: text, next: text, evidence: [[text, text]] });
      const agenda = {
        [room.mint('agenda')]: { title: text, order: 'a0', stage: 'work', minutes: 30, startsAt: 0, startedAt: 0 },
      } as never;
      const view = viewBoard(room.doc);
      const calendar = agendaCalendar({ ...view, meta: { ...view.meta, brief: text, agenda } }, record(text, text));
      const unfolded = calendar.replaceAll('\r\n ', '');
      for (const line of unfolded.split('\r\n').filter(Boolean)) expect(line).toMatch(/^[A-Z-]+(?:;[A-Z-]+=[^:]+)?:/);
      expect(unfolded.match(/^BEGIN:/gm)).toHaveLength(3);
      const feed = outcomesFeed(reportOf(view, EVENT, minute(90)), record(text), {
        self: 'https://b.example/f',
        board: 'https://b.example/b',
      });
      const outside = feed.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
      const tags = [...outside.matchAll(/<\/?([^\s/>?]+)/g)].map(([, tag]) => tag);
      const known = [
        '?xml',
        'feed',
        'id',
        'title',
        'updated',
        'generator',
        'link',
        'rights',
        'entry',
        'content',
        'author',
        'name',
        'category',
        'published',
      ];
      expect(tags.filter((tag) => !known.includes(tag ?? ''))).toEqual([]);
      expect(feed).not.toMatch(/<script|<img|<svg/i);
      expect(outside).not.toMatch(/&(?!amp;|lt;|gt;|quot;|apos;|#)/);
    }
  });

  it('[FE5] names nobody who would rather not be named', () => {
    const room = openRoom();
    const shy = room.person('Shy', { attribution: false });
    room.finish(room.task(room.challenge('Map'), 'Draw'), 'done', [shy]);
    const feed = outcomesFeed(reportOf(room.view(), EVENT, minute(90)), record('Sprint'), {
      self: 'https://b.example/f',
      board: 'https://b.example/b',
    });
    expect(feed).toContain('Draw');
    expect(feed).not.toContain('Shy');
  });
});

describe('names in a feed', () => {
  it('[FE6] read as they were typed, escaped once', () => {
    const room = openRoom();
    room.finish(room.task(room.challenge('Q & A'), 'R&D <now>'), 'done', [room.person('Ana & "Bo"')]);
    const report = reportOf(room.view(), { ...EVENT, title: 'Salt & Pepper' }, minute(90));
    const feed = outcomesFeed(report, record('Sprint'), { self: 'https://b.example/f?a&b', board: 'https://b.example/b' });
    expect(feed).toContain('<title>Salt &amp; Pepper</title>');
    expect(feed).toContain('<name>Ana &amp; "Bo"</name>');
    expect(feed).toContain('<![CDATA[Done: R&amp;D &lt;now&gt;]]>');
    expect(feed).toContain('href="https://b.example/f?a&amp;b"');
    expect(feed).not.toContain('&amp;amp;');
  });
});

describe('the wall inside another page', () => {
  it('[FE10] is shown by those the configuration names and by no others, and no other page of the board is', async () => {
    const framed = async (of: TestServer, path: string) =>
      /frame-ancestors ([^;]+)/.exec((await request(of.origin, `GET ${path}`)).headers.get('content-security-policy') ?? '')?.[1];
    const open = await serve({ config: { embed: ['https://school.example', 'https://lab.example:8443'] } });
    for (const path of ['/wall', `/wall/${event.board}`, '/wall?x'])
      expect(await framed(open, path)).toBe('https://school.example https://lab.example:8443');
    for (const path of ['/', '/wallet', `/board/${event.board}`, '/organizer', '/api/events'])
      expect(await framed(open, path)).toBe("'none'");
    expect(await framed(server, '/wall')).toBe("'none'");
  });
});
