// One shape for every error of the API: { error: { code, message, detail } }. Refusals keep their code and status; what
// nobody foresaw is logged and answered without its innards.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { REFUSALS, refuse, sentence, type Refusal } from '../../../shared/refusal.ts';

export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'stable, for programs; see docs/rules.md' }),
      message: Type.String({ description: 'for people: what happened and what to do' }),
      detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    }),
  },
  { description: 'why it was refused' },
);

/** Response schemas every route shares. */
export const errorResponses = { '4xx': ErrorBody, '5xx': ErrorBody } as const;

/** Carries a refusal out of a handler. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { seconds } = refusal.detail;
  if (typeof seconds === 'number') void reply.header('retry-after', seconds);
  return reply.code(REFUSALS[refusal.refused].status).send({
    error: { code: refusal.refused, message: sentence(refusal), detail: refusal.detail },
  });
}

export function addErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Refused, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = asRefusal(error);
    if (refusal) return sendRefusal(reply, refusal);
    request.log.error({ err: error }, 'a request failed');
    return sendRefusal(reply, refuse('internal'));
  });
}

function asRefusal(error: FastifyError | Refused): Refusal | undefined {
  if (error instanceof Refused) return error.refusal;
  const [problem] = error.validation ?? [];
  if (problem) {
    const missing = problem.params['missingProperty'];
    const field = typeof missing === 'string' ? missing : problem.instancePath.slice(1).replaceAll('/', '.') || 'body';
    return refuse('bad-field', { field, problem: problem.message ?? 'not as expected' });
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refuse('too-large', { limit: 64, unit: 'kB' });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return refuse('malformed', { problem: 'send JSON with content-type application/json, not compressed' });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return refuse('malformed', { problem: 'the length does not fit the body' });
    default:
      return error.statusCode === 400 ? refuse('malformed', { problem: 'the request does not read' }) : undefined;
  }
}
