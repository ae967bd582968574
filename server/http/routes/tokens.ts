// Tokens of the API, for the organizer: make one, list them, revoke one. No token can do this itself.

import { Type, type Static } from 'typebox';
import { SCOPES } from '../../../shared/access/api-access.ts';
import { LIMITS } from '../../../shared/board/schema.ts';
import { idPattern, type EventId } from '../../../shared/ids.ts';
import type { ApiTokenRecord } from '../../storage/catalogue.ts';
import { organizerOf, orRefuse } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { Time } from '../schemas.ts';
import type { Api, ApiContext } from '../context.ts';

const Scopes = Type.Array(Type.Enum(SCOPES), {
  minItems: 1,
  uniqueItems: true,
  description: 'read: boards and events; write: change them, and see the ways in; export: reports and exports to trackers',
});
const ApiToken = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.Enum(SCOPES)),
  event: Type.String({ description: 'id of the one event it is for; empty is all of them' }),
  createdAt: Time,
});
const NewToken = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: LIMITS.name, description: 'what it is for' }),
    scopes: Scopes,
    event: Type.String({ pattern: `^$|${idPattern('event')}`, default: '', description: 'for one event only; empty is all of them' }),
  },
  { additionalProperties: false, examples: [{ name: 'Nightly report', scopes: ['read', 'export'], event: '' }] },
);
const TokenParams = Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{12}$', description: 'its id, not the token itself' }) });
const security = [{ bearer: [] }];

const shown = ({ id, name, scopes, event, createdAt }: ApiTokenRecord): Static<typeof ApiToken> => ({
  ...{ id, name, event, createdAt },
  scopes: [...scopes],
});

export function tokenRoutes(app: Api, { access }: ApiContext): void {
  app.get(
    '/api/tokens',
    {
      schema: {
        tags: ['tokens'],
        summary: 'All tokens of the API, without the tokens themselves',
        security,
        response: { 200: Type.Object({ tokens: Type.Array(ApiToken) }), ...errorResponses },
      },
    },
    async (request) => {
      organizerOf(access, request);
      return { tokens: access.apiTokens.list().map(shown) };
    },
  );

  app.post(
    '/api/tokens',
    {
      schema: {
        tags: ['tokens'],
        summary: 'Make a token; it is shown this once',
        security,
        body: NewToken,
        response: { 201: Type.Object({ token: Type.String(), about: ApiToken }), ...errorResponses },
      },
    },
    async (request, reply) => {
      organizerOf(access, request);
      const { name, scopes, event } = request.body;
      const made = orRefuse(await access.apiTokens.make({ name, scopes, event: event as EventId | '' }));
      return reply.code(201).send({ token: made.token, about: shown(made.record) });
    },
  );

  app.post(
    '/api/tokens/:token/revoke',
    {
      schema: {
        tags: ['tokens'],
        summary: 'End a token at once',
        security,
        params: TokenParams,
        response: { 200: Type.Object({ done: Type.Literal(true) }), ...errorResponses },
      },
    },
    async (request) => {
      organizerOf(access, request);
      orRefuse((await access.apiTokens.revoke(request.params.token)) ?? null);
      return { done: true } as const;
    },
  );
}
