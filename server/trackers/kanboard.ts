// Kanboard tasks over its JSON-RPC. Each has a reference of ours, by which Kanboard finds it. The token of the whole application goes
// with the user "jsonrpc", one's own with one's own name.

import { markdownBody, markedItem } from '../../shared/report/issue-text.ts';
import type { Issue, Remote, StateChange } from '../../shared/report/plan.ts';
import type { Target } from '../../shared/report/destination.ts';
import { TrackerProblem } from './problem.ts';
import type { Note, Opened, Sent, Standing, Tracker } from './tracker.ts';
import { asList, asRecord, asText, type Json } from './wire.ts';

const APPLICATION = 'jsonrpc';
export const kanboardHeaders = (token: string, { account }: Target) => ({
  authorization: `Basic ${Buffer.from(`${account || APPLICATION}:${token}`).toString('base64')}`,
});

const MOST_CHARACTERS = 60_000;
const OPEN = 1;
const CLOSED = 0;

export function kanboard({ target, ask }: Opened): Tracker {
  let projectId = 0;
  let column: number | undefined;
  let standing: Promise<Standing> | undefined;

  /** A call that fails is answered by 200 and an error, or by false. */
  async function call(method: string, params: object): Promise<unknown> {
    const { body } = await ask('/jsonrpc.php', { method: 'POST', body: { jsonrpc: '2.0', id: 1, method, params } });
    const { error, result } = asRecord(body);
    if (error !== undefined && error !== null) {
      const { code, message } = asRecord(error);
      throw new TrackerProblem(code === 403 || /access denied|not allowed/i.test(asText(message)) ? 'denied' : 'refused', asText(message));
    }
    return result;
  }

  const test = async (): Promise<Standing> => {
    const found = asRecord(
      /^\d+$/.test(target.project)
        ? await call('getProjectById', { project_id: Number(target.project) })
        : await call('getProjectByName', { name: target.project }),
    );
    if (asText(found['id']) === '') throw new TrackerProblem('missing', `There is no project “${target.project}”.`);
    projectId = Number(found['id']);
    const columns = asList(await call('getColumns', { project_id: projectId }));
    const wanted = columns.find(({ title }) => asText(title).toLowerCase() === target.place.toLowerCase());
    column = wanted && Number(wanted['id']);
    const notes: Note[] = target.place !== '' && !wanted ? [{ note: 'no-such-place', name: target.place }] : [];
    const { board } = asRecord(found['url']);
    return {
      account: target.account || APPLICATION,
      project: asText(found['name']),
      url: asText(board) || target.base,
      obstacle: Number(found['is_active'] ?? 1) === 1 ? '' : 'archived',
      notes: [...notes, ...(Number(found['is_public'] ?? 0) === 1 ? [{ note: 'public' } as const] : [])],
    };
  };
  const tested = () => (standing ??= test());

  async function own(board: string): Promise<Map<string, Remote>> {
    await tested();
    const found = new Map<string, Remote>();
    for (const status of [OPEN, CLOSED]) {
      for (const task of asList(await call('getAllTasks', { project_id: projectId, status_id: status }))) {
        const [ofBoard, key = ''] = asText(task['reference']).split('/');
        if (ofBoard === board && !found.has(key)) found.set(key, remoteOf(task, target));
      }
    }
    return found;
  }

  async function read(id: string): Promise<Remote | undefined> {
    const task = asRecord(await call('getTask', { task_id: Number(id) }));
    return asText(task['id']) === '' ? undefined : remoteOf(task, target);
  }

  async function create(issue: Issue): Promise<Sent> {
    await tested();
    const made = await call('createTask', {
      title: issue.title,
      project_id: projectId,
      description: issue.body,
      reference: referenceOf(issue),
      ...(column === undefined ? {} : { column_id: column }),
      ...(issue.labels.length > 0 ? { tags: issue.labels } : {}),
    });
    if (made === false || asText(made) === '') throw new TrackerProblem('refused', 'Kanboard did not create the task.');
    const there = await read(asText(made)).catch(() => undefined);
    return { remote: there ?? remoteOf({ id: made, title: issue.title, description: issue.body, is_active: OPEN }, target), dropped: [] };
  }

  async function update(id: string, issue: Issue, state: StateChange): Promise<Remote> {
    const task = Number(id);
    if ((await call('updateTask', { id: task, title: issue.title, description: issue.body })) === false)
      throw new TrackerProblem('refused', 'Kanboard did not change the task.');
    if (state !== '') await call(state === 'close' ? 'closeTask' : 'openTask', { task_id: task });
    const there = await read(id);
    if (!there) throw new TrackerProblem('refused', 'It is gone.');
    return there;
  }

  return {
    pace: { gap: 200, windows: [] },
    settles: 45_000,
    titleLength: 255,
    body: (text) => markdownBody(text, MOST_CHARACTERS),
    test: tested,
    own,
    read,
    create,
    update,
    echo: ({ title, body }) => ({ title, body }),
  };
}

const referenceOf = ({ text, key }: Issue): string => `${markedItem(text.marker)?.board ?? ''}/${key}`;

const remoteOf = (task: Json, { base }: Target): Remote => ({
  id: asText(task['id']),
  name: `#${asText(task['id'])}`,
  url: asText(task['url']) || `${base}/task/${asText(task['id'])}`,
  title: asText(task['title']),
  body: asText(task['description']),
  closed: Number(task['is_active']) === CLOSED,
});
