// Exports to trackers as the pages see them: the ledger out of the live document, and the questions to the server. Tokens pass
// through here and are kept nowhere.

import type { Doc } from 'yjs';
import { rootOf } from '../../shared/board/board.ts';
import { readExports, type ExportsView } from '../../shared/board/exports.ts';
import type { BoardId, DestinationId, ExportId, TaskId } from '../../shared/ids.ts';
import type { Target } from '../../shared/report/destination.ts';
import type { Action, StateChange } from '../../shared/report/plan.ts';
import { json } from './asking.ts';

export type Standing = {
  readonly account: string;
  readonly project: string;
  readonly url: string;
  readonly obstacle: '' | 'archived' | 'issues-off' | 'may-not-create' | 'no-such-place';
  readonly notes: readonly { readonly note: NoteName; readonly name?: string }[];
};
type NoteName =
  | 'no-labels'
  | 'no-assignees'
  | 'no-milestone-right'
  | 'no-such-milestone'
  | 'no-such-login'
  | 'no-such-place'
  | 'no-such-label'
  | 'public'
  | 'token-rights-unseen'
  | 'cannot-close';
export type PreviewLine = {
  readonly task: TaskId;
  readonly action: Action;
  readonly state: StateChange;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly name: string;
  readonly url: string;
  readonly hash: string;
};
export type Preview = { readonly standing: Standing; readonly lines: readonly PreviewLine[] };
type Kept = { readonly destinations: readonly { readonly id: DestinationId; readonly tokenKept: boolean }[] };
/** `token` is left out where the server has one. */
type Going = { readonly target: Target; readonly token?: string };
type Start = Going & {
  readonly keepToken: boolean;
  readonly items: readonly { readonly task: TaskId; readonly hash: string }[];
  readonly insist: readonly TaskId[];
};

/** Calls back now and on every change, until the returned function is called. */
export function watchExports(doc: Doc, changed: (view: ExportsView) => void): () => void {
  const root = rootOf(doc, 'exports');
  const read = () => changed(readExports(doc));
  read();
  root.observeDeep(read);
  return () => root.unobserveDeep(read);
}

export function exportApi(token: string, board: BoardId) {
  const path = `/api/boards/${board}/exports`;
  return {
    /** Also lets go on what a restart cut off. */
    list: () => json<Kept>('GET', path, { token }),
    test: (body: Going) => json<Standing>('POST', `${path}/test`, { token, body }),
    preview: (body: Going & { readonly tasks: readonly TaskId[] }) => json<Preview>('POST', `${path}/preview`, { token, body }),
    start: (body: Start) => json<{ export: ExportId }>('POST', path, { token, body }),
    steer: (id: ExportId, steer: 'pause' | 'resume' | 'cancel', body: { readonly token?: string } = {}) =>
      json<unknown>('POST', `${path}/${id}/${steer}`, { token, body }),
    forgetToken: (destination: DestinationId) => json<unknown>('POST', `${path}/forget-token`, { token, body: { destination } }),
  };
}
