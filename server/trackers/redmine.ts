// Redmine issues. Which markup an instance reads it does not tell, so texts are Markdown that reads well as it stands. An issue has
// one assignee; statuses come and go by the workflow of the project.

import { markdownBody, markedItem } from '../../shared/report/issue-text.ts';
import type { Issue, Remote, StateChange } from '../../shared/report/plan.ts';
import { TrackerProblem } from './problem.ts';
import type { Note, Opened, Sent, Standing, Tracker } from './tracker.ts';
import { asList, asRecord, asText, type Json } from './wire.ts';

export const redmineHeaders = (token: string) => ({ 'x-redmine-api-key': token });

const MOST_CHARACTERS = 60_000;
const PER_PAGE = 100;
const MOST_PAGES = 200;

export function redmine({ target, ask }: Opened): Tracker {
  const project = `/projects/${encodeURIComponent(target.project)}`;
  const members = new Map<string, number>();
  let projectId = '';
  let kind: number | undefined;
  let version: number | undefined;
  let statuses: Json[] = [];
  let standing: Promise<Standing> | undefined;

  const test = async (): Promise<Standing> => {
    const { login } = asRecord(asRecord((await ask('/users/current.json')).body)['user']);
    const found = asRecord(asRecord((await ask(`${project}.json`, { query: { include: 'trackers,enabled_modules' } })).body)['project']);
    projectId = asText(found['id']);
    statuses = asList(asRecord((await ask('/issue_statuses.json')).body)['issue_statuses']);
    const notes = [...kindNotes(found), ...(await versionNotes()), ...(await memberNotes())];
    const modules = asList(found['enabled_modules']).map(({ name }) => asText(name));
    return {
      account: asText(login),
      project: asText(found['name']),
      url: `${target.base}${project}/issues`,
      obstacle: modules.length > 0 && !modules.includes('issue_tracking') ? 'issues-off' : obstacleOf(found),
      notes: [...notes, ...(found['is_public'] === false ? [] : [{ note: 'public' } as const])],
    };
  };
  const tested = () => (standing ??= test());

  function kindNotes(found: Json): Note[] {
    const kinds = asList(found['trackers']);
    const wanted = kinds.find(({ name }) => asText(name).toLowerCase() === target.place.toLowerCase());
    kind = target.place === '' && kinds.length === 0 ? undefined : Number((wanted ?? kinds[0])?.['id']);
    return target.place !== '' && !wanted ? [{ note: 'no-such-place', name: target.place }] : [];
  }

  async function versionNotes(): Promise<Note[]> {
    if (target.milestone === '') return [];
    const { body } = await ask(`${project}/versions.json`, { also: [403] });
    const found = asList(asRecord(body)['versions']).find(({ name, status }) => name === target.milestone && status === 'open');
    if (found) version = Number(found['id']);
    return found ? [] : [{ note: 'no-such-milestone', name: target.milestone }];
  }

  /** Logins are for administrators to see; members are known by their names. */
  async function memberNotes(): Promise<Note[]> {
    const wanted = [...new Set(Object.values(target.logins))];
    if (wanted.length === 0) return [];
    const { body } = await ask(`${project}/memberships.json`, { query: { limit: PER_PAGE }, also: [403] });
    for (const { user } of asList(asRecord(body)['memberships'])) {
      const { id, name } = asRecord(user);
      if (name !== undefined) members.set(asText(name).toLowerCase(), Number(id));
    }
    return wanted.filter((name) => !members.has(name.toLowerCase())).map((name) => ({ note: 'no-such-login', name }));
  }

  const statusThat = (closed: boolean): number | undefined => {
    const found = statuses.find((status) => (status['is_closed'] === true) === closed);
    return found && Number(found['id']);
  };

  async function own(board: string): Promise<Map<string, Remote>> {
    await tested();
    const found = new Map<string, Remote>();
    for (let page = 0; page < MOST_PAGES; page++) {
      const query = { project_id: projectId, subproject_id: '!*', status_id: '*', sort: 'id', limit: PER_PAGE, offset: page * PER_PAGE };
      const issues = asList(asRecord((await ask('/issues.json', { query })).body)['issues']);
      for (const issue of issues) {
        const item = markedItem(asText(issue['description']));
        if (item?.board === board && !found.has(item.task)) found.set(item.task, remoteOf(issue));
      }
      if (issues.length < PER_PAGE) break;
    }
    return found;
  }

  async function read(id: string): Promise<Remote | undefined> {
    await tested();
    const { status, body } = await ask(`/issues/${encodeURIComponent(id)}.json`, { also: [404] });
    return status === 200 ? remoteOf(asRecord(asRecord(body)['issue'])) : undefined;
  }

  async function create(issue: Issue): Promise<Sent> {
    await tested();
    const assignee = issue.assignees.map((name) => members.get(name.toLowerCase())).find((id) => id !== undefined);
    const given = {
      project_id: Number(projectId),
      subject: issue.title,
      description: issue.body,
      ...(kind === undefined ? {} : { tracker_id: kind }),
      ...(version === undefined ? {} : { fixed_version_id: version }),
      ...(assignee === undefined ? {} : { assigned_to_id: assignee }),
    };
    const made = asRecord(asRecord((await ask('/issues.json', { method: 'POST', body: { issue: given } })).body)['issue']);
    if (asText(made['id']) === '') throw new TrackerProblem('unknown', 'The answer names no issue.');
    const assigned = assignee === undefined || asRecord(made['assigned_to'])['id'] === assignee;
    return { remote: remoteOf(made), dropped: assigned ? [] : ['assignees'] };
  }

  async function update(id: string, issue: Issue, state: StateChange): Promise<Remote> {
    await tested();
    const status = state === '' ? undefined : statusThat(state === 'close');
    const change = { subject: issue.title, description: issue.body, ...(status === undefined ? {} : { status_id: status }) };
    await ask(`/issues/${encodeURIComponent(id)}.json`, { method: 'PUT', body: { issue: change } });
    const there = await read(id);
    if (!there) throw new TrackerProblem('refused', '404 It is gone.');
    return there;
  }

  function remoteOf(issue: Json): Remote {
    const id = asText(issue['id']);
    const status = statuses.find((one) => one['id'] === asRecord(issue['status'])['id']);
    return {
      id,
      name: `#${id}`,
      url: `${target.base}/issues/${id}`,
      title: asText(issue['subject']),
      body: asText(issue['description']),
      closed: status?.['is_closed'] === true,
    };
  }

  return {
    pace: { gap: 300, windows: [] },
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

const ACTIVE = 1;
const obstacleOf = (project: Json): Standing['obstacle'] =>
  project['status'] === undefined || project['status'] === ACTIVE ? '' : 'archived';
