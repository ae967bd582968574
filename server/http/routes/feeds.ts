// Feeds of an event: its run sheet for calendars, its outcomes for readers. Neither can send a token, so a secret stands in
// their address; it opens these two alone, and ends when the wall's link is replaced.

import { timingSafeEqual } from 'node:crypto';
import { Type } from 'typebox';
import type { BoardId } from '../../../shared/ids.ts';
import { refuse } from '../../../shared/refusal.ts';
import { reportOf } from '../../../shared/report/report.ts';
import { feedSecret } from '../../access/secrets.ts';
import { agendaCalendar } from '../../feeds/agenda.ts';
import { outcomesFeed } from '../../feeds/outcomes.ts';
import type { EventRecord } from '../../storage/catalogue.ts';
import { joinOrigin } from '../join-origin.ts';
import { orRefuse, sessionOn } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { BoardParams } from '../schemas.ts';
import type { Api, ApiContext } from '../context.ts';

const FeedParams = Type.Object({ secret: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) });
const File = Type.Unsafe<string>({ description: 'the file' });

export function feedRoutes(app: Api, context: ApiContext): void {
  const { access, events, rooms, deps } = context;
  const secretOf = ({ id, generations }: EventRecord) => feedSecret(deps.instanceKey, id, generations.wall);

  function eventBehind(secret: string): EventRecord {
    const shown = Buffer.from(secret);
    return orRefuse(events.list().find((event) => timingSafeEqual(Buffer.from(secretOf(event)), shown)) ?? refuse('unknown-address'));
  }

  app.get(
    '/api/boards/:board/feeds',
    {
      schema: {
        tags: ['feeds'],
        summary: 'Addresses to subscribe to; whoever has one can read that feed',
        security: [{ bearer: [] }],
        params: BoardParams,
        response: { 200: Type.Object({ agenda: Type.String(), outcomes: Type.String() }), ...errorResponses },
      },
    },
    async (request) => {
      const board = request.params.board as BoardId;
      sessionOn(access, request, board);
      const base = `${joinOrigin(context, request.protocol, request.host)}/feeds/${secretOf(orRefuse(events.board(board)))}`;
      return { agenda: `${base}/agenda.ics`, outcomes: `${base}/outcomes.atom` };
    },
  );

  app.get(
    '/feeds/:secret/agenda.ics',
    { schema: { tags: ['feeds'], summary: 'The run sheet as a calendar', params: FeedParams, response: { 200: File, ...errorResponses } } },
    async (request, reply) => {
      const event = eventBehind(request.params.secret);
      const room = await rooms.open(event.board);
      const calendar = agendaCalendar(orRefuse(await room.view()), event);
      return reply.type('text/calendar; charset=utf-8').header('cache-control', 'no-store').send(calendar);
    },
  );

  app.get(
    '/feeds/:secret/outcomes.atom',
    { schema: { tags: ['feeds'], summary: 'Outcomes as an Atom feed', params: FeedParams, response: { 200: File, ...errorResponses } } },
    async (request, reply) => {
      const event = eventBehind(request.params.secret);
      const room = await rooms.open(event.board);
      const report = reportOf(orRefuse(await room.view()), event, deps.clock.now());
      const origin = joinOrigin(context, request.protocol, request.host);
      const addresses = { self: origin + request.url, board: `${origin}/board/${event.board}` };
      return reply
        .type('application/atom+xml; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(outcomesFeed(report, event, addresses));
    },
  );
}
