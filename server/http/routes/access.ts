// Getting in: what a link or code opens, joining with a name, and sessions of walls and organizers.
// Secrets come in the body of a POST, never in an address.

import { Type } from 'typebox';
import { LIMITS } from '../../../shared/board/schema.ts';
import { isRefusal, refuse } from '../../../shared/refusal.ts';
import { readPerson } from '../../../shared/board/board.ts';
import { Devices } from '../../access/devices.ts';
import { orRefuse, sessionOf, tokenOf } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { EventSummary, Place, Role, Secret, summaryOf } from '../schemas.ts';
import type { Api, ApiContext } from '../context.ts';

const Kind = Type.Enum(['join', 'facilitator', 'wall', 'organizer', 'device'] as const);

const JoinBody = Type.Object(
  {
    secret: Secret.properties.secret,
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: LIMITS.name * 4,
        description: `what to be called; at most ${LIMITS.name} characters. Whoever is on the board already may leave it out`,
      }),
    ),
    key: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{22,64}$',
        description:
          'made at random by the client, once for each join, and kept secret: asking again with it gives the same person and token',
      }),
    ),
    place: Type.Optional(Place),
    newcomer: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, examples: [{ secret: 'brave-otter-42', name: 'Ana', place: 'room', newcomer: true }] },
);

const Session = Type.Object({
  role: Role,
  person: Type.String({ description: 'id of the person on the board, or empty' }),
  event: Type.Union([EventSummary, Type.Null()]),
});

export function accessRoutes(app: Api, { access, events, rooms, deps }: ApiContext): void {
  const devices = new Devices(access, deps);

  app.post(
    '/api/invitations',
    {
      schema: {
        tags: ['access'],
        summary: 'What a link or code opens',
        body: Secret,
        response: {
          200: Type.Object({
            kind: Kind,
            event: Type.Union([EventSummary, Type.Null()]),
            name: Type.Optional(Type.String({ description: 'of a personal link: who goes on with it, by POST /api/device-link' })),
          }),
          ...errorResponses,
        },
      },
    },
    async ({ body }) => {
      if (access.isOrganizerSecret(body.secret)) return { kind: 'organizer' as const, event: null };
      const linked = devices.linked(body.secret);
      if (linked) {
        const room = await rooms.open(linked.record.board);
        const name = readPerson(room.doc, linked.record.person)?.name ?? '';
        return { kind: 'device' as const, event: summaryOf(linked.event), name };
      }
      const { kind, event } = orRefuse(access.invitation(body.secret));
      return { kind: kind === 'code' ? ('join' as const) : kind, event: summaryOf(event) };
    },
  );

  app.post(
    '/api/join',
    {
      schema: {
        tags: ['access'],
        summary: 'Join a board with a name',
        description:
          'With the token of somebody who is on this board already, that person goes on, and a facilitator link makes them a facilitator. ' +
          'They keep their token; connections that are open have to be opened anew to count as a facilitator’s.',
        security: [{}, { bearer: [] }],
        body: JoinBody,
        response: { 200: Type.Object({ token: Type.String(), ...Session.properties }), ...errorResponses },
      },
    },
    async (request) => {
      const { secret, key, ...introduction } = request.body;
      const invitation = orRefuse(access.invitation(secret));
      const joined = orRefuse(await events.join(invitation, introduction, { token: tokenOf(request), key }));
      return { token: joined.token, role: joined.role, person: joined.person, event: summaryOf(joined.event) };
    },
  );

  app.post(
    '/api/sessions',
    {
      schema: {
        tags: ['access'],
        summary: 'Open a wall or the organizer’s pages',
        body: Secret,
        response: { 200: Type.Object({ token: Type.String(), ...Session.properties }), ...errorResponses },
      },
    },
    async ({ body }) => {
      if (access.isOrganizerSecret(body.secret)) {
        return { token: orRefuse(await access.openOrganizerSession()), role: 'organizer' as const, person: '', event: null };
      }
      const invitation = orRefuse(access.invitation(body.secret));
      if (invitation.kind !== 'wall')
        orRefuse(refuse('bad-field', { field: 'secret', problem: 'this link is for joining; use POST /api/join' }));
      const token = orRefuse(await access.openWallSession(invitation.event));
      return { token, role: 'viewer' as const, person: '', event: summaryOf(invitation.event) };
    },
  );

  app.get(
    '/api/session',
    {
      schema: { tags: ['access'], summary: 'Who this token is', security: [{ bearer: [] }], response: { 200: Session, ...errorResponses } },
    },
    async (request) => {
      const session = sessionOf(access, request);
      const event = session.event === '' ? undefined : events.find(session.event);
      if (!event || isRefusal(event)) return { role: session.role, person: '', event: null };
      const room = await rooms.open(event.board);
      const person = readPerson(room.doc, session.person);
      return { role: person?.role ?? session.role, person: session.person, event: summaryOf(event) };
    },
  );
}
