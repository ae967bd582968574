// A board over HTTP: as data, as an invitation for the wall's QR, and as a report to download.

import { Type } from 'typebox';
import type { BoardId } from '../../../shared/ids.ts';
import { REPORT_FILES, REPORT_FORMATS } from '../../../shared/report/files.ts';
import { reportOf } from '../../../shared/report/report.ts';
import { reportZip } from '../../report/parcel.ts';
import { orRefuse, sessionOn } from '../plugins/auth.ts';
import { errorResponses } from '../plugins/errors.ts';
import { BoardNow, boardOf } from '../board-schema.ts';
import { BoardParams } from '../schemas.ts';
import { joinOrigin } from '../join-origin.ts';
import type { Api, ApiContext } from '../context.ts';

const ReportParams = Type.Object({
  ...BoardParams.properties,
  format: Type.Enum([...REPORT_FORMATS, 'zip'] as const, {
    description: 'html and md to read, csv for spreadsheets, json and hackathon.json (schema.org) for programs, zip for all of them',
  }),
});
const security = [{ bearer: [] }];

export function boardRoutes(app: Api, context: ApiContext): void {
  const { access, events, rooms, deps } = context;

  app.get(
    '/api/boards/:board',
    {
      schema: {
        tags: ['boards'],
        summary: 'The board as it is now, all of it durable',
        security,
        params: BoardParams,
        response: { 200: BoardNow, ...errorResponses },
      },
    },
    async (request) => {
      const board = request.params.board as BoardId;
      sessionOn(access, request, board);
      const room = await rooms.open(board);
      const lists = room.lists();
      return { ...boardOf(orRefuse(await room.view())), ...lists };
    },
  );

  app.get(
    '/api/boards/:board/invitation',
    {
      schema: {
        tags: ['boards'],
        summary: 'How others join: the typed code and the link in the QR',
        security,
        params: BoardParams,
        response: { 200: Type.Object({ code: Type.String(), url: Type.String() }), ...errorResponses },
      },
    },
    async (request) => {
      const board = request.params.board as BoardId;
      sessionOn(access, request, board);
      const event = orRefuse(events.board(board));
      const origin = joinOrigin(context, request.protocol, request.host);
      return { code: access.codeOf(event), url: `${origin}/join#${access.secretOf(event, 'join')}` };
    },
  );

  app.get(
    '/api/boards/:board/report.:format',
    {
      schema: {
        tags: ['boards'],
        summary: 'The report, to download',
        security,
        params: ReportParams,
        response: { 200: Type.Unsafe<string | Buffer>({ description: 'the file' }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const board = request.params.board as BoardId;
      sessionOn(access, request, board);
      const event = orRefuse(events.board(board));
      const room = await rooms.open(board);
      const lists = room.lists();
      const report = reportOf(orRefuse(await room.view()), event, deps.clock.now(), lists);
      const { format } = request.params;
      const { type, content } =
        format === 'zip'
          ? { type: 'application/zip', content: Buffer.from(reportZip(report)) }
          : { type: REPORT_FILES[format].type, content: REPORT_FILES[format].write(report) };
      const name = format === 'hackathon.json' ? format : `hackfest-report.${format}`;
      return reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(content);
    },
  );
}
