// A board's past over HTTP: which moments are kept, the board at one of them, and bringing one back. For facilitators and
// the organizer.

import { Type } from 'typebox';
import { mayFacilitate } from '../../../shared/access/policy.ts';
import { idPattern, millis, type BoardId, type Millis, type PersonId } from '../../../shared/ids.ts';
import { refuse } from '../../../shared/refusal.ts';
import type { Moments } from '../../board/moments.ts';
import { orRefuse, sessionOn } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { boardOf, BoardThen } from '../board-schema.ts';
import { BoardParams, Time } from '../schemas.ts';
import type { Api, ApiContext } from '../context.ts';

/** In an address a moment is digits only. */
const MomentParams = Type.Object({ ...BoardParams.properties, at: Type.String({ pattern: '^[0-9]{1,16}$' }) });
const RestoreBody = Type.Object(
  {
    at: Type.Integer({ minimum: 1, description: 'the last moment kept at or before this is brought back' }),
    of: Type.Optional(
      Type.String({
        pattern: idPattern('person'),
        description: 'take back only what this person did since, where nobody changed it since',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ at: 1_772_701_200_000 }] },
);
const Restored = Type.Object({ moment: Time, before: Type.Number({ description: 'the moment kept right before, to undo this' }) });
const security = [{ bearer: [] }];

export function momentRoutes(app: Api, { access, rooms, orders }: ApiContext): void {
  type Asking = Parameters<typeof sessionOn>[1] & { readonly params: { readonly board: string } };

  async function withMoments<T>(request: Asking, ask: (moments: Moments, by: PersonId | '') => Promise<T>): Promise<T> {
    const board = request.params.board as BoardId;
    const session = sessionOn(access, request, board);
    if (!mayFacilitate(session.role)) orRefuse(refuse('not-allowed', { role: session.role }));
    const room = await rooms.open(board);
    const release = rooms.use(room);
    try {
      return await ask(orders.of(room).moments, session.person);
    } finally {
      release();
    }
  }

  app.get(
    '/api/boards/:board/moments',
    {
      schema: {
        tags: ['boards'],
        summary: 'The moments of the board that are kept, oldest first',
        security,
        params: BoardParams,
        response: { 200: Type.Object({ moments: Type.Array(Time) }), ...errorResponses },
      },
    },
    (request) => withMoments(request, async (moments) => ({ moments: [...(await moments.list())] })),
  );

  app.get(
    '/api/boards/:board/moments/:at',
    {
      schema: {
        tags: ['boards'],
        summary: 'The board as it was at a moment that is kept',
        security,
        params: MomentParams,
        response: { 200: BoardThen, ...errorResponses },
      },
    },
    (request) =>
      withMoments(request, async (moments) => {
        return boardOf(orRefuse((await moments.view(millis(Number(request.params.at)))) ?? refuse('unknown-address')));
      }),
  );

  app.post(
    '/api/boards/:board/restore',
    {
      schema: {
        tags: ['boards'],
        summary: 'Bring the board back to a moment, or take back one person’s work since; what others do later stays',
        security,
        params: BoardParams,
        body: RestoreBody,
        response: { 200: Restored, ...errorResponses },
      },
    },
    (request) =>
      withMoments(request, async (moments, by) => {
        const { at, of } = request.body;
        return orRefuse(await moments.restore(at as Millis, by, of as PersonId | undefined));
      }),
  );
}
