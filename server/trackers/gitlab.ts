// GitLab issues, on gitlab.com and on instances of one's own. Texts may hold quick actions there, lines such as /close that are
// carried out: ours never do.

import { markdownBody, markedItem } from '../../shared/report/issue-text.ts';
import type { Issue, Remote, StateChange } from '../../shared/report/plan.ts';
import { TrackerProblem } from './problem.ts';
import type { Note, Opened, Sent, Standing, Tracker } from './tracker.ts';
import { asList, asRecord, asText, type Json } from './wire.ts';

export const gitlabHeaders = (token: string) => ({ 'private-token': token });

const MOST_CHARACTERS = 1_000_000;
const PER_PAGE = 100;
const MOST_PAGES = 100;
/** Guests may create issues; from reporters on one may label and assign. */
const REPORTER = 20;
const GUEST = 10;

export function gitlab({ target, ask }: Opened): Tracker {
  const project = `/api/v4/projects/${encodeURIComponent(target.project)}`;
  const users = new Map<string, number>();
  let milestone: number | undefined;
  let account = '';
  let mayLabel = false;
  let standing: Promise<Standing> | undefined;

  const test = async (): Promise<Standing> => {
    account = asText(asRecord((await ask('/api/v4/user')).body)['username']);
    const found = asRecord((await ask(project)).body);
    const level = levelOf(found);
    mayLabel = level >= REPORTER;
    const notes: Note[] = mayLabel ? await nameNotes() : leftOut();
    return {
      account,
      project: asText(found['path_with_namespace']),
      url: `${asText(found['web_url'])}/-/issues`,
      obstacle: obstacleOf(found, level),
      notes: [...notes, ...(found['visibility'] === 'private' ? [] : [{ note: 'public' } as const])],
    };
  };
  const tested = () => (standing ??= test());

  const leftOut = (): Note[] => [
    { note: 'no-labels' },
    ...(Object.keys(target.logins).length > 0 ? [{ note: 'no-assignees' } as const] : []),
    ...(target.milestone === '' ? [] : [{ note: 'no-milestone-right' } as const]),
  ];

  async function nameNotes(): Promise<Note[]> {
    const notes: Note[] = [];
    if (target.milestone !== '') {
      const [found] = asList((await ask(`${project}/milestones`, { query: { title: target.milestone, state: 'active' } })).body);
      if (found) milestone = Number(found['id']);
      else notes.push({ note: 'no-such-milestone', name: target.milestone });
    }
    for (const login of new Set(Object.values(target.logins))) {
      const [found] = asList((await ask('/api/v4/users', { query: { username: login } })).body);
      if (found) users.set(login, Number(found['id']));
      else notes.push({ note: 'no-such-login', name: login });
    }
    return notes;
  }

  async function own(board: string): Promise<Map<string, Remote>> {
    await tested();
    const mine = mayLabel && target.label !== '' ? { labels: target.label } : { author_username: account };
    const found = new Map<string, Remote>();
    for (let page = 1; page <= MOST_PAGES; page++) {
      const query = { scope: 'all', state: 'all', order_by: 'created_at', sort: 'asc', per_page: PER_PAGE, page, ...mine };
      const issues = asList((await ask(`${project}/issues`, { query })).body);
      for (const issue of issues) {
        const item = markedItem(asText(issue['description']));
        if (item?.board === board && !found.has(item.task)) found.set(item.task, remoteOf(issue));
      }
      if (issues.length < PER_PAGE) break;
    }
    return found;
  }

  async function read(id: string): Promise<Remote | undefined> {
    const { status, body } = await ask(`${project}/issues/${encodeURIComponent(id)}`, { also: [404] });
    return status === 200 ? remoteOf(asRecord(body)) : undefined;
  }

  async function create(issue: Issue): Promise<Sent> {
    await tested();
    const assignees = issue.assignees.flatMap((login) => users.get(login) ?? []);
    const { body } = await ask(`${project}/issues`, {
      method: 'POST',
      body: {
        title: issue.title,
        description: issue.body,
        ...(mayLabel && issue.labels.length > 0 ? { labels: issue.labels.map((label) => label.replaceAll(',', ' ')).join(',') } : {}),
        ...(assignees.length > 0 ? { assignee_ids: assignees } : {}),
        ...(milestone === undefined ? {} : { milestone_id: milestone }),
      },
    });
    const made = asRecord(body);
    if (asText(made['iid']) === '') throw new TrackerProblem('unknown', 'The answer names no issue.');
    const kept = Array.isArray(made['labels']) ? made['labels'] : [];
    const dropped = mayLabel && issue.labels.some((label) => !kept.includes(label)) ? (['labels'] as const) : [];
    return { remote: remoteOf(made), dropped };
  }

  async function update(id: string, issue: Issue, state: StateChange): Promise<Remote> {
    const change = { title: issue.title, description: issue.body, ...(state === '' ? {} : { state_event: state }) };
    return remoteOf(asRecord((await ask(`${project}/issues/${encodeURIComponent(id)}`, { method: 'PUT', body: change })).body));
  }

  return {
    pace: { gap: 300, windows: [{ most: 150, within: 60_000 }] },
    settles: 60_000,
    titleLength: 255,
    body: (text) => withoutActions(markdownBody(text, MOST_CHARACTERS)),
    test: tested,
    own,
    read,
    create,
    update,
    echo: ({ title, body }) => ({ title, body }),
  };
}

/** A line that begins with a slash and a word would be carried out. */
const withoutActions = (text: string): string => text.replaceAll(/^([ \t]*)\/(?=[a-z])/gim, '$1\u200b/');

function levelOf(project: Json): number {
  const { project_access: own, group_access: group } = asRecord(project['permissions']);
  return Math.max(...[own, group].map((access) => Number(asRecord(access)['access_level'] ?? 0)));
}

function obstacleOf(project: Json, level: number): Standing['obstacle'] {
  if (project['archived'] === true) return 'archived';
  if (project['issues_enabled'] === false || project['issues_access_level'] === 'disabled') return 'issues-off';
  // Whoever is no member may still create issues where the project is public.
  return level < GUEST && project['visibility'] === 'private' ? 'may-not-create' : '';
}

const remoteOf = (issue: Json): Remote => ({
  id: asText(issue['iid']),
  name: `#${asText(issue['iid'])}`,
  url: asText(issue['web_url']),
  title: asText(issue['title']),
  body: asText(issue['description']),
  closed: issue['state'] === 'closed',
});
