// Outcomes to trackers over HTTP: test, preview, start, hold, go on, cancel, forget a token. For facilitators and the organizer. A
// token only ever comes in; no answer holds one.

import { Type, type Static } from 'typebox';
import { mayFacilitate } from '../../../shared/access/policy.ts';
import { EXPORT_STATES, ROW_STATES, WAITS } from '../../../shared/board/exports.ts';
import { LIMITS } from '../../../shared/board/schema.ts';
import { idPattern, type BoardId, type DestinationId, type ExportId, type PersonId, type TaskId } from '../../../shared/ids.ts';
import { refuse } from '../../../shared/refusal.ts';
import { ASKS_FOR, TRACKERS, type Target as TargetType } from '../../../shared/report/destination.ts';
import type { Going } from '../../exports/exports.ts';
import { joinOrigin } from '../join-origin.ts';
import { orRefuse, sessionOn } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { BoardParams, Time } from '../schemas.ts';
import type { Api, ApiContext } from '../context.ts';

const strict = { additionalProperties: false };
const line = (maxLength: number, description: string) => Type.String({ maxLength, default: '', description });
const Target = Type.Object(
  {
    tracker: Type.Enum(TRACKERS),
    base: Type.String({
      minLength: 1,
      maxLength: LIMITS.url,
      pattern: '^https?://[^\\s?#@]+$',
      description:
        'address of the instance; for github.com https://api.github.com, for a GitHub server of one’s own https://its.host/api/v3',
    }),
    project: line(200, 'owner/name, path, key or number of the project'),
    place: line(200, 'column, list, component or type of issue inside the project'),
    account: line(200, 'whose token it is, where the tracker wants to know (Jira: e-mail address; Trello: API key)'),
    label: line(60, 'every item gets it'),
    milestone: line(LIMITS.title, 'title of an open milestone'),
    closes: Type.Boolean({ default: true, description: 'whether items of finished tasks are closed there' }),
    logins: Type.Record(Type.String({ pattern: idPattern('person') }), Type.String({ minLength: 1, maxLength: 100 }), {
      default: {},
      description: 'names in the tracker, by person on the board: they are assigned',
    }),
  },
  {
    ...strict,
    examples: [
      { tracker: 'github', base: 'https://api.github.com', project: 'octo-org/atlas', label: 'hackfest', closes: true, logins: {} },
    ],
  },
);
const Token = Type.String({ minLength: 1, maxLength: 1_000, description: 'taken in, never given out' });
const Tasks = Type.Array(Type.String({ pattern: idPattern('task') }), { minItems: 1, maxItems: LIMITS.tasks, uniqueItems: true });
const Insist = Type.Optional(
  Type.Array(Type.String({ pattern: idPattern('task') }), {
    maxItems: LIMITS.tasks,
    description: 'tasks whose items were edited or removed there, and are to be sent anyway',
  }),
);
const EXAMPLE = {
  target: {
    ...{ tracker: 'github', base: 'https://api.github.com', project: 'octo-org/atlas', place: '', account: '', label: 'hackfest' },
    ...{ milestone: '', closes: true, logins: {} },
  },
  token: 'a token of the tracker',
};
const EXAMPLE_TASK = 't10a1b2c3d4e5f6g';
const EXAMPLE_DESTINATION = 'w10a1b2c3d4e5f6g';
const GoingBody = Type.Object({ target: Target, token: Type.Optional(Token) }, { ...strict, examples: [EXAMPLE] });
const PreviewBody = Type.Object(
  { target: Target, token: Type.Optional(Token), tasks: Tasks, insist: Insist },
  { ...strict, examples: [{ ...EXAMPLE, tasks: [EXAMPLE_TASK] }] },
);
const StartBody = Type.Object(
  {
    target: Target,
    token: Type.Optional(Token),
    keepToken: Type.Boolean({ default: false, description: 'keep the token, encrypted, so that a restart goes on by itself' }),
    items: Type.Array(Type.Object({ task: Type.String({ pattern: idPattern('task') }), hash: Type.String({ maxLength: 64 }) }, strict), {
      minItems: 1,
      maxItems: LIMITS.tasks,
      description: 'what was seen in the preview',
    }),
    insist: Insist,
  },
  { ...strict, examples: [{ ...EXAMPLE, keepToken: false, items: [{ task: EXAMPLE_TASK, hash: 'from the preview' }] }] },
);

const Standing = Type.Object({
  account: Type.String(),
  project: Type.String(),
  url: Type.String(),
  obstacle: Type.String({ description: 'why nothing can be created there, or empty' }),
  notes: Type.Array(Type.Object({ note: Type.String(), name: Type.Optional(Type.String()) })),
});
const Preview = Type.Object({
  standing: Standing,
  lines: Type.Array(
    Type.Object({
      task: Type.String(),
      action: Type.Enum(['create', 'update', 'skip', 'changed', 'gone', 'unsure', 'invalid'] as const),
      state: Type.Enum(['', 'close', 'reopen'] as const),
      title: Type.String(),
      body: Type.String({ description: 'the exact text' }),
      labels: Type.Array(Type.String()),
      assignees: Type.Array(Type.String()),
      name: Type.String(),
      url: Type.String(),
      hash: Type.String({ description: 'send it back to start exactly this' }),
    }),
  ),
});
const Row = Type.Object({
  task: Type.String(),
  export: Type.String(),
  state: Type.Enum(ROW_STATES),
  name: Type.String(),
  url: Type.String(),
  dropped: Type.String(),
  problem: Type.String(),
  at: Time,
});
const Ledger = Type.Object({
  destinations: Type.Array(
    Type.Object({
      id: Type.String(),
      tracker: Type.String(),
      base: Type.String(),
      project: Type.String(),
      place: Type.String(),
      account: Type.String(),
      label: Type.String(),
      milestone: Type.String(),
      closes: Type.Boolean(),
      logins: Type.Record(Type.String(), Type.String()),
      tokenKept: Type.Boolean(),
      rows: Type.Array(Row),
    }),
  ),
  exports: Type.Array(
    Type.Object({
      id: Type.String(),
      destination: Type.String(),
      state: Type.Enum(EXPORT_STATES),
      by: Type.String(),
      startedAt: Time,
      endedAt: Time,
      wait: Type.Enum(WAITS),
      waitUntil: Time,
      problem: Type.String(),
    }),
  ),
});
const Done = Type.Object({ done: Type.Literal(true) });
const ExportParams = Type.Object({ ...BoardParams.properties, export: Type.String({ pattern: idPattern('export') }) });
const security = [{ bearer: [] }];
const tags = ['exports'];

/** A whole board in a preview or a start is more than a page sends otherwise. */
const BODY_LIMIT = 512 * 1024;

type Asking = Parameters<typeof sessionOn>[1] & { readonly params: { readonly board: string } };

export function exportRoutes(app: Api, context: ApiContext): void {
  const { access, exports } = context;

  function asFacilitator(request: Asking): { readonly board: BoardId; readonly by: PersonId | ''; readonly origin: string } {
    const board = request.params.board as BoardId;
    const session = sessionOn(access, request, board);
    if (!mayFacilitate(session.role)) orRefuse(refuse('not-allowed', { role: session.role }));
    return { board, by: session.person, origin: joinOrigin(context, request.protocol, request.host) };
  }

  app.get(
    '/api/boards/:board/exports',
    {
      schema: {
        tags,
        summary: 'Where outcomes were sent, what became of each, and the exports on their way',
        security,
        params: BoardParams,
        response: { 200: Ledger, ...errorResponses },
      },
    },
    async (request) => {
      const { board } = asFacilitator(request);
      const { destinations, exports: all, rows, kept } = orRefuse(await exports.list(board));
      const shown = destinations.map((destination) => ({
        ...destination,
        tokenKept: kept.includes(destination.id),
        rows: [...(rows.get(destination.id)?.values() ?? [])],
      }));
      return { destinations: shown, exports: [...all] };
    },
  );

  app.post(
    '/api/boards/:board/exports/test',
    {
      schema: {
        tags,
        summary: 'What a token can do at a destination; changes nothing',
        security,
        params: BoardParams,
        body: GoingBody,
        response: { 200: Standing, ...errorResponses },
      },
    },
    async (request) => {
      const { board } = asFacilitator(request);
      const standing = orRefuse(await exports.test(board, goingOf(request.body)));
      return { ...standing, notes: [...standing.notes] };
    },
  );

  app.post(
    '/api/boards/:board/exports/preview',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        tags,
        summary: 'What an export would do with each task, word by word; changes nothing',
        security,
        params: BoardParams,
        body: PreviewBody,
        response: { 200: Preview, ...errorResponses },
      },
    },
    async (request) => {
      const { board, origin } = asFacilitator(request);
      const { tasks, insist = [] } = request.body;
      const chosen = { tasks: tasks as TaskId[], insist: insist as TaskId[], origin };
      const { standing, lines } = orRefuse(await exports.preview(board, goingOf(request.body), chosen));
      const shown = lines.map((one) => ({ ...one, labels: [...one.labels], assignees: [...one.assignees] }));
      return { standing: { ...standing, notes: [...standing.notes] }, lines: shown };
    },
  );

  app.post(
    '/api/boards/:board/exports',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        tags,
        summary: 'Send what was seen in the preview; it goes on without the one who asked',
        security,
        params: BoardParams,
        body: StartBody,
        response: { 202: Type.Object({ export: Type.String() }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const { board, by, origin } = asFacilitator(request);
      const { items, insist = [], keepToken } = request.body;
      const id = await exports.start(board, goingOf(request.body), {
        tasks: items.map(({ task }) => task as TaskId),
        hashes: Object.fromEntries(items.map(({ task, hash }) => [task, hash])),
        insist: insist as TaskId[],
        keepToken,
        by,
        origin,
      });
      return reply.code(202).send({ export: orRefuse(id) });
    },
  );

  const STEERS = {
    pause: 'Hold an export between two items',
    resume: 'Let an export go on; with a token where it needs one',
    cancel: 'End an export; what was sent stays',
  } as const;
  for (const steer of ['pause', 'resume', 'cancel'] as const) {
    app.post(
      `/api/boards/:board/exports/:export/${steer}`,
      {
        schema: {
          tags,
          summary: STEERS[steer],
          security,
          params: ExportParams,
          body: Type.Object(
            steer === 'resume' ? { token: Type.Optional(Token) } : {},
            steer === 'resume' ? { ...strict, examples: [{ token: EXAMPLE.token }] } : strict,
          ),
          response: { 200: Done, ...errorResponses },
        },
      },
      async (request) => {
        const { board } = asFacilitator(request as Asking);
        const { export: id } = request.params as Static<typeof ExportParams>;
        const { token } = (request.body ?? {}) as { token?: string };
        orRefuse((await exports.steer(board, id as ExportId, steer, token)) ?? null);
        return { done: true } as const;
      },
    );
  }

  app.post(
    '/api/boards/:board/exports/forget-token',
    {
      schema: {
        tags,
        summary: 'Delete a token that was kept',
        security,
        params: BoardParams,
        body: Type.Object(
          { destination: Type.String({ pattern: idPattern('destination') }) },
          { ...strict, examples: [{ destination: EXAMPLE_DESTINATION }] },
        ),
        response: { 200: Done, ...errorResponses },
      },
    },
    async (request) => {
      const { board } = asFacilitator(request);
      await exports.forgetToken(board, request.body.destination as DestinationId);
      return { done: true } as const;
    },
  );
}

function goingOf({ target, token }: Static<typeof GoingBody>): Going {
  const { tracker } = target;
  const trimmed: TargetType = {
    ...target,
    base: target.base.replace(/\/+$/, ''),
    project: target.project.trim(),
    place: target.place.trim(),
  };
  const missing = ASKS_FOR[tracker].needs.find((field) => trimmed[field] === '');
  if (missing) orRefuse(refuse('bad-field', { field: missing, problem: 'this tracker needs it' }));
  if (tracker === 'github' && !/^[\w.-]+\/[\w.-]+$/.test(trimmed.project))
    orRefuse(refuse('bad-field', { field: 'project', problem: 'write it as owner/name' }));
  if (!URL.canParse(trimmed.base)) orRefuse(refuse('bad-field', { field: 'base', problem: 'this is no web address' }));
  return { target: trimmed, ...(token === undefined ? {} : { token }) };
}
