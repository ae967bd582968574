// The organizer's events: make one, list them, see and replace their links.

import { Type } from 'typebox';
import { mayFacilitate } from '../../../shared/access/policy.ts';
import { millis, type EventId } from '../../../shared/ids.ts';
import { refuse } from '../../../shared/refusal.ts';
import type { EventRecord } from '../../storage/catalogue.ts';
import { fillSample, sampleEvent } from '../../sample/fill.ts';
import { maySeeWaysIn, organizerOf, orRefuse, sessionOf } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { EventParams, EventSummary, Joining, NewEventBody, summaryOf } from '../schemas.ts';
import type { Api, ApiContext } from '../context.ts';

type Asking = Parameters<typeof sessionOf>[1];
const NO_WAYS_IN = { code: '', join: '', facilitator: '', wall: '' };
const Links = Type.Object({
  code: Type.String({ description: 'typed on the join page; all of these are empty for a token that only reads' }),
  join: Type.String({ description: 'secret of the join link' }),
  facilitator: Type.String({ description: 'secret of the facilitator link' }),
  wall: Type.String({ description: 'secret of the wall link' }),
});
const EventWithLinks = Type.Object({ event: EventSummary, links: Links });
const LinkParams = Type.Object({
  ...EventParams.properties,
  link: Type.Union([Type.Literal('join'), Type.Literal('facilitator'), Type.Literal('wall')]),
});
const security = [{ bearer: [] }];

export function eventRoutes(app: Api, { access, events, deps }: ApiContext): void {
  const withLinks = (event: EventRecord, request: Asking) => ({
    event: summaryOf(event),
    links: maySeeWaysIn(access, request)
      ? {
          code: access.codeOf(event),
          join: access.secretOf(event, 'join'),
          facilitator: access.secretOf(event, 'facilitator'),
          wall: access.secretOf(event, 'wall'),
        }
      : NO_WAYS_IN,
  });

  app.post(
    '/api/events',
    {
      schema: {
        tags: ['events'],
        summary: 'Make an event',
        security,
        body: NewEventBody,
        response: { 201: EventWithLinks, ...errorResponses },
      },
    },
    async (request, reply) => {
      organizerOf(access, request);
      const { body } = request;
      const event = orRefuse(await events.create({ ...body, startsAt: millis(body.startsAt), endsAt: millis(body.endsAt) }));
      return reply.code(201).send(withLinks(event, request));
    },
  );

  app.post(
    '/api/events/sample',
    { schema: { tags: ['events'], summary: 'Make the sample event', security, response: { 201: EventWithLinks, ...errorResponses } } },
    async (request, reply) => {
      organizerOf(access, request);
      const now = deps.clock.now();
      const event = orRefuse(await events.create(sampleEvent(now), (room) => fillSample(room.doc, deps.mint, now)));
      return reply.code(201).send(withLinks(event, request));
    },
  );

  app.get(
    '/api/events',
    {
      schema: {
        tags: ['events'],
        summary: 'All events',
        security,
        response: { 200: Type.Object({ events: Type.Array(EventWithLinks) }), ...errorResponses },
      },
    },
    async (request) => {
      organizerOf(access, request);
      return { events: events.list().map((event) => withLinks(event, request)) };
    },
  );

  /** Organizers see every event; facilitators their own. */
  const eventFor = (request: Asking, id: string): EventRecord => {
    const session = sessionOf(access, request);
    const own = mayFacilitate(session.role) && session.event === id;
    const all = session.role === 'organizer' && session.event === '';
    if (!all && !own) orRefuse(refuse('not-allowed', { role: session.role }));
    return orRefuse(events.find(id as EventId));
  };

  app.get(
    '/api/events/:event',
    {
      schema: {
        tags: ['events'],
        summary: 'One event and its links',
        security,
        params: EventParams,
        response: { 200: EventWithLinks, ...errorResponses },
      },
    },
    async (request) => withLinks(eventFor(request, request.params.event), request),
  );

  app.post(
    '/api/events/:event/links/:link/rotate',
    {
      schema: {
        tags: ['events'],
        summary: 'Replace a link; the old one stops working',
        security,
        params: LinkParams,
        response: { 200: EventWithLinks, ...errorResponses },
      },
    },
    async (request) => {
      const event = eventFor(request, request.params.event);
      return withLinks(orRefuse(await events.rotate(event, request.params.link, sessionOf(access, request).person)), request);
    },
  );

  app.put(
    '/api/events/:event/joining',
    {
      schema: {
        tags: ['events'],
        summary: 'Who may come in by the code on the wall',
        description: 'Facilitators’ links let in whatever is chosen here; whoever is in stays.',
        security,
        params: EventParams,
        body: Type.Object({ joining: Joining }, { additionalProperties: false, examples: [{ joining: 'approval' }] }),
        response: { 200: EventWithLinks, ...errorResponses },
      },
    },
    async (request) => {
      const event = eventFor(request, request.params.event);
      return withLinks(orRefuse(await events.setJoining(event, request.body.joining, sessionOf(access, request).person)), request);
    },
  );
}
