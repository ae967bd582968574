// /livez: is the process alive? /readyz: should traffic come here?

import { Type } from 'typebox';
import type { Api, ApiContext } from '../context.ts';

const State = Type.Object({ ok: Type.Boolean(), problem: Type.String() });

export function healthRoutes(app: Api, { health }: ApiContext): void {
  const schema = { tags: ['operations'], response: { 200: State, 503: State } };
  app.get('/livez', { schema, config: { rateLimit: false } }, async (_request, reply) => {
    const problem = health.alive();
    return reply.code(problem === '' ? 200 : 503).send({ ok: problem === '', problem });
  });
  app.get('/readyz', { schema, config: { rateLimit: false } }, async (_request, reply) => {
    const problem = await health.ready();
    return reply.code(problem === '' ? 200 : 503).send({ ok: problem === '', problem });
  });
}
