// What belongs to oneself on a board: a second device, signing out, one's own data to take along or to be erased. Everybody
// for themselves; a facilitator helps somebody who lost their device.

import { Type } from 'typebox';
import { mayFacilitate } from '../../../shared/access/policy.ts';
import { readPerson } from '../../../shared/board/board.ts';
import { erasePerson, ownData } from '../../../shared/board/own-data.ts';
import { LIMITS } from '../../../shared/board/schema.ts';
import { idPattern, type BoardId, type PersonId } from '../../../shared/ids.ts';
import { refuse } from '../../../shared/refusal.ts';
import { Devices, isPersonal, type DeviceLink, type PersonalSession } from '../../access/devices.ts';
import { readName } from '../../access/names.ts';
import type { Room } from '../../board/room.ts';
import type { Api, ApiContext } from '../context.ts';
import { joinOrigin } from '../join-origin.ts';
import { orRefuse, sessionOf, sessionOn } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { BoardParams, EventSummary, Role, Secret, summaryOf, Time } from '../schemas.ts';

const PersonParams = Type.Object({ ...BoardParams.properties, person: Type.String({ pattern: idPattern('person') }) });
const LinkShown = Type.Object({
  secret: Type.String({ description: 'works once; stands behind # in the link, and is never stored in the clear' }),
  url: Type.String({ description: 'the whole link, by an address other devices reach' }),
  expiresAt: Time,
});
const Device = Type.Object({ signedInAt: Time, this: Type.Boolean({ description: 'whether it is the one that asks' }) });
const OwnData = Type.Unsafe<Record<string, unknown>>(
  Type.Object(
    { madeAt: Time, event: EventSummary },
    { additionalProperties: true, description: 'and all that the board and the server hold of the person, under telling names' },
  ),
);
const Done = Type.Object({ done: Type.Literal(true) });
const done = { done: true } as const;
const security = [{ bearer: [] }];
const SOMEONE = 'Someone who left';

type Asking = Parameters<typeof sessionOn>[1] & { readonly params: { readonly board: string } };

export function meRoutes(app: Api, context: ApiContext): void {
  const { access, rooms, orders, events, deps } = context;
  const devices = new Devices(access, deps);
  const linkTo = (request: Asking, link: DeviceLink) => ({
    ...link,
    url: `${joinOrigin(context, request.protocol, request.host)}/join#${link.secret}`,
  });

  function mine(request: Asking): PersonalSession {
    const session = sessionOn(access, request, request.params.board as BoardId);
    return orRefuse(isPersonal(session) ? session : refuse('read-only'));
  }

  async function inRoom<T>(board: BoardId, act: (room: Room) => T | Promise<T>): Promise<T> {
    const room = await rooms.open(board);
    const release = rooms.use(room);
    try {
      return await act(room);
    } finally {
      release();
    }
  }

  app.post(
    '/api/boards/:board/me/device-link',
    {
      schema: {
        tags: ['me'],
        summary: 'A personal link for another device; the one before stops working',
        security,
        params: BoardParams,
        response: { 200: LinkShown, ...errorResponses },
      },
    },
    async (request) => {
      const session = mine(request);
      return linkTo(request, orRefuse(await devices.invite(session, orRefuse(events.board(session.board)))));
    },
  );

  app.post(
    '/api/boards/:board/me/device-link/revoke',
    {
      schema: {
        tags: ['me'],
        summary: 'Make the personal link useless',
        security,
        params: BoardParams,
        response: { 200: Done, ...errorResponses },
      },
    },
    async (request) => {
      const { board, person } = mine(request);
      orRefuse((await devices.revokeLinks(board, person)) ?? done);
      return done;
    },
  );

  app.post(
    '/api/boards/:board/people/:person/device-link',
    {
      schema: {
        tags: ['me'],
        summary: 'A personal link for somebody who lost their device; for facilitators',
        security,
        params: PersonParams,
        response: { 200: LinkShown, ...errorResponses },
      },
    },
    async (request) => {
      const board = request.params.board as BoardId;
      const person = request.params.person as PersonId;
      const session = sessionOn(access, request, board);
      const lost = devices.newest(board, person);
      // Nobody becomes a facilitator by another's link.
      const may = mayFacilitate(session.role) && (lost === undefined || !mayFacilitate(lost.role) || session.role === 'organizer');
      if (!may) orRefuse(refuse('not-allowed', { role: session.role }));
      deps.logger.info({ board, person, by: session.person }, 'a facilitator made a link to a lost device');
      return linkTo(request, orRefuse(await devices.invite(orRefuse(lost ?? refuse('no-such-person')), orRefuse(events.board(board)))));
    },
  );

  app.post(
    '/api/device-link',
    {
      schema: {
        tags: ['me'],
        summary: 'Go on as oneself on another device, by a personal link',
        body: Secret,
        response: {
          200: Type.Object({ token: Type.String(), role: Role, person: Type.String(), event: EventSummary }),
          ...errorResponses,
        },
      },
    },
    async ({ body }) => {
      const linked = orRefuse(devices.linked(body.secret) ?? refuse('code-revoked'));
      const { board, person } = linked.record;
      const known = await inRoom(board, (room) => readPerson(room.doc, person));
      if (!known) orRefuse(refuse('no-such-person'));
      const { token, session, event } = orRefuse(await devices.redeem(body.secret));
      return { token, role: session.role, person: session.person, event: summaryOf(event) };
    },
  );

  app.get(
    '/api/boards/:board/me/devices',
    {
      schema: {
        tags: ['me'],
        summary: 'Where one is signed in',
        security,
        params: BoardParams,
        response: {
          200: Type.Object({ devices: Type.Array(Device), linkUntil: Type.Union([Time, Type.Null()]) }),
          ...errorResponses,
        },
      },
    },
    async (request) => {
      const { board, person, hash } = mine(request);
      return {
        devices: devices.of(board, person).map((session) => ({ signedInAt: session.createdAt, this: session.hash === hash })),
        linkUntil: devices.linkOf(board, person)?.expiresAt ?? null,
      };
    },
  );

  app.post(
    '/api/boards/:board/me/devices/end-others',
    {
      schema: {
        tags: ['me'],
        summary: 'Sign out everywhere but here',
        security,
        params: BoardParams,
        response: { 200: Done, ...errorResponses },
      },
    },
    async (request) => {
      const { board, person, hash } = mine(request);
      const failure = await access.endSessions((other) => other.board === board && other.person === person && other.hash !== hash);
      return orRefuse(failure ?? done);
    },
  );

  app.post(
    '/api/session/end',
    { schema: { tags: ['me'], summary: 'Sign out here', security, response: { 200: Done, ...errorResponses } } },
    async (request) => {
      const { hash } = sessionOf(access, request);
      return orRefuse((await access.endSessions((session) => session.hash === hash)) ?? done);
    },
  );

  app.get(
    '/api/boards/:board/me/votes',
    {
      schema: {
        tags: ['me'],
        summary: 'One’s own dots, by challenge: nobody else is shown them',
        security,
        params: BoardParams,
        response: { 200: Type.Object({ dots: Type.Record(Type.String(), Type.Number()) }), ...errorResponses },
      },
    },
    async (request) => {
      const { board, person } = mine(request);
      return inRoom(board, async (room) => {
        orRefuse((await room.committed()) ?? done);
        return { dots: room.ballot(person) };
      });
    },
  );

  app.get(
    '/api/boards/:board/me/data',
    {
      schema: {
        tags: ['me'],
        summary: 'Everything this board holds of oneself',
        security,
        params: BoardParams,
        response: { 200: OwnData, ...errorResponses },
      },
    },
    async (request, reply) => {
      const { board, person, hash } = mine(request);
      const event = orRefuse(events.board(board));
      const data = await inRoom(board, async (room) => {
        orRefuse((await room.committed()) ?? done);
        const editorIds = [...room.owners].filter(([, owner]) => owner === person).map(([id]) => id);
        return { ...ownData(room.doc, person), votes: room.ballot(person), editorIds };
      });
      const signedIn = devices
        .of(board, person)
        .map(({ createdAt, role, hash: other }) => ({ createdAt, role, thisDevice: other === hash }));
      return reply
        .header('content-disposition', 'attachment; filename="my-hackfest-data.json"')
        .send({ madeAt: deps.clock.now(), event: summaryOf(event), ...data, devices: signedIn });
    },
  );

  app.post(
    '/api/boards/:board/me/erase',
    {
      schema: {
        tags: ['me'],
        summary: 'Take oneself off the board for good',
        description:
          'The name becomes that of someone who left, talk, votes and questions are removed, seats are free, credit is anonymous, all ' +
          'sessions end. Tasks, texts and outcomes stay. Moments kept for restoring and the update log lose the name too; backups, ' +
          'downloaded reports and what others wrote in texts are out of reach.',
        security,
        params: BoardParams,
        body: Type.Object(
          { name: Type.Optional(Type.String({ minLength: 1, maxLength: LIMITS.name, description: 'what others read instead' })) },
          { additionalProperties: false, examples: [{ name: 'Someone who left' }] },
        ),
        response: { 200: Type.Object({ erased: Type.Literal(true), moments: Type.Number() }), ...errorResponses },
      },
    },
    async (request) => {
      const { board, person } = mine(request);
      const name = orRefuse(readName(request.body.name ?? SOMEONE));
      const moments = await inRoom(board, async (room) => {
        if (room.failure) orRefuse(room.failure);
        room.edit(() => erasePerson(room.doc, person, name));
        room.keepBallots(new Map([[person, {}]]));
        orRefuse((await room.committed()) ?? done);
        const count = await orders.of(room).moments.forgetPerson(person);
        orRefuse((await room.forgetPast()) ?? done);
        return count;
      });
      orRefuse((await devices.revokeLinks(board, person)) ?? done);
      // The last of all, so that whoever was cut off can ask again.
      const failure = await access.endSessions((session) => session.board === board && session.person === person);
      if (failure) orRefuse(failure);
      return { erased: true as const, moments };
    },
  );
}
