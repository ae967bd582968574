// Webhooks of an event, for the organizer: list them, add one, try one, remove one.

import { Type, type Static } from 'typebox';
import { HAPPENINGS } from '../../../shared/access/api-access.ts';
import { LIMITS } from '../../../shared/board/schema.ts';
import type { EventId } from '../../../shared/ids.ts';
import { refuse } from '../../../shared/refusal.ts';
import type { WebhookRecord } from '../../storage/catalogue.ts';
import { orRefuse, sessionOf } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { EventParams, Time } from '../schemas.ts';
import type { Api, ApiContext } from '../context.ts';

const Delivered = {
  ok: Type.Boolean(),
  status: Type.Integer({ description: 'HTTP status of the answer; 0 when there was none' }),
  problem: Type.Enum(['', 'not-allowed', 'too-slow', 'unreachable'] as const, {
    description: 'not-allowed: the address leads into a private network or is not https; HACKFEST_INTRANET can allow it',
  }),
};
const Webhook = Type.Object({
  id: Type.String(),
  url: Type.String(),
  of: Type.Array(Type.Enum(HAPPENINGS)),
  createdAt: Time,
  waiting: Type.Integer({ description: 'messages not delivered yet' }),
  givenUp: Type.Integer({ description: 'messages given up since the server started' }),
  last: Type.Union([Type.Object({ ...Delivered, at: Time }), Type.Null()]),
});
const NewWebhook = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: LIMITS.url, description: 'https address that takes POST requests' }),
    of: Type.Array(Type.Enum(HAPPENINGS), { minItems: 1, uniqueItems: true, description: 'what to be told of' }),
  },
  {
    additionalProperties: false,
    examples: [{ url: 'https://chat.example.org/hooks/hackfest', of: ['outcome-recorded', 'sprint-started'] }],
  },
);
const WebhookParams = Type.Object({ ...EventParams.properties, webhook: Type.String({ pattern: '^[A-Za-z0-9_-]{12}$' }) });
const security = [{ bearer: [] }];
const tags = ['webhooks'];

export function webhookRoutes(app: Api, { access, events, webhooks }: ApiContext): void {
  type Asking = Parameters<typeof sessionOf>[1] & { readonly params: { readonly event: string } };

  function asOrganizer(request: Asking): EventId {
    const { role, event } = sessionOf(access, request);
    const id = request.params.event as EventId;
    if (role !== 'organizer' || (event !== '' && event !== id)) orRefuse(refuse('not-allowed', { role }));
    return orRefuse(events.find(id)).id;
  }

  const shown = ({ id, url, of, createdAt }: WebhookRecord): Static<typeof Webhook> => {
    const { last, ...standing } = webhooks.standing(id);
    return { id, url, of: [...of], createdAt, ...standing, last: last ?? null };
  };

  app.get(
    '/api/events/:event/webhooks',
    {
      schema: {
        tags,
        summary: 'The webhooks of an event, and how they do',
        security,
        params: EventParams,
        response: { 200: Type.Object({ webhooks: Type.Array(Webhook) }), ...errorResponses },
      },
    },
    async (request) => ({ webhooks: webhooks.of(asOrganizer(request)).map(shown) }),
  );

  app.post(
    '/api/events/:event/webhooks',
    {
      schema: {
        tags,
        summary: 'Add a webhook; requests are signed with the secret that is shown this once, as Standard Webhooks has it',
        security,
        params: EventParams,
        body: NewWebhook,
        response: { 201: Type.Object({ webhook: Webhook, secret: Type.String() }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const { url, of } = request.body;
      const hook = orRefuse(await webhooks.add(asOrganizer(request), url, of));
      return reply.code(201).send({ webhook: shown(hook), secret: webhooks.secretOf(hook.id) });
    },
  );

  app.post(
    '/api/events/:event/webhooks/:webhook/test',
    {
      schema: {
        tags,
        summary: 'Send a ping now and say what came of it',
        security,
        params: WebhookParams,
        response: { 200: Type.Object(Delivered), ...errorResponses },
      },
    },
    async (request) => orRefuse(await webhooks.test(asOrganizer(request), request.params.webhook)),
  );

  app.post(
    '/api/events/:event/webhooks/:webhook/remove',
    {
      schema: {
        tags,
        summary: 'Remove a webhook; what still waits for it is forgotten',
        security,
        params: WebhookParams,
        response: { 200: Type.Object({ done: Type.Literal(true) }), ...errorResponses },
      },
    },
    async (request) => {
      orRefuse((await webhooks.remove(asOrganizer(request), request.params.webhook)) ?? null);
      return { done: true } as const;
    },
  );
}
