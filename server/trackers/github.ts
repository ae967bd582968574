// GitHub issues, on github.com and on servers of one's own. Its rules: writes one after the other and a second apart, at most 80
// a minute and 500 an hour; labels, assignees and the milestone are left out without a word for whoever may not push.

import { markdownBody, markedItem } from '../../shared/report/issue-text.ts';
import type { Issue, Remote, StateChange } from '../../shared/report/plan.ts';
import { TrackerProblem } from './problem.ts';
import type { Note, Opened, Sent, Standing, Tracker } from './tracker.ts';
import { asList, asRecord, asText, type Json } from './wire.ts';

export const githubHeaders = (token: string) => ({
  accept: 'application/vnd.github+json',
  authorization: `Bearer ${token}`,
  'x-github-api-version': '2022-11-28',
  'user-agent': 'hackfest-board',
});

const MOST_CHARACTERS = 65_536;
const PER_PAGE = 100;
const MOST_PAGES = 100;

export function github({ target, ask }: Opened): Tracker {
  const [owner = '', name = ''] = target.project.split('/');
  const repository = `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  let milestone: number | undefined;
  let standing: Promise<Standing> | undefined;
  let account = '';
  let mayLabel = false;

  const test = async (): Promise<Standing> => {
    account = await accountOf();
    const { body, headers } = await ask(repository);
    const found = asRecord(body);
    const rights = asRecord(found['permissions']);
    const mayPush = rights['push'] === true || rights['maintain'] === true || rights['admin'] === true;
    mayLabel = mayPush || rights['triage'] === true;
    milestone = mayPush ? await milestoneNumber() : undefined;
    return {
      account,
      project: asText(found['full_name']),
      url: `${asText(found['html_url'])}/issues`,
      obstacle: obstacleOf(found, headers.get('x-oauth-scopes')),
      notes: [
        ...rightNotes(mayPush, mayLabel),
        ...(mayPush ? await nameNotes() : []),
        ...(found['private'] === true ? [] : [{ note: 'public' } as const]),
        ...(headers.get('x-oauth-scopes') === null ? [{ note: 'token-rights-unseen' } as const] : []),
      ],
    };
  };
  const tested = () => (standing ??= test());

  /** A token of an app has no person behind it. */
  async function accountOf(): Promise<string> {
    const { status, body } = await ask('/user', { also: [403, 404] });
    return status === 200 ? asText(asRecord(body)['login']) : '';
  }

  const rightNotes = (mayPush: boolean, labels: boolean): Note[] => [
    ...(labels ? [] : [{ note: 'no-labels' } as const]),
    ...(mayPush || Object.keys(target.logins).length === 0 ? [] : [{ note: 'no-assignees' } as const]),
    ...(mayPush || target.milestone === '' ? [] : [{ note: 'no-milestone-right' } as const]),
  ];

  async function nameNotes(): Promise<Note[]> {
    const notes: Note[] = [];
    if (target.milestone !== '' && milestone === undefined) notes.push({ note: 'no-such-milestone', name: target.milestone });
    for (const login of new Set(Object.values(target.logins))) {
      const { status } = await ask(`${repository}/assignees/${encodeURIComponent(login)}`, { also: [404] });
      if (status === 404) notes.push({ note: 'no-such-login', name: login });
    }
    return notes;
  }

  async function milestoneNumber(): Promise<number | undefined> {
    if (target.milestone === '') return undefined;
    for (let page = 1; page <= MOST_PAGES; page++) {
      const found = asList((await ask(`${repository}/milestones`, { query: { state: 'open', per_page: PER_PAGE, page } })).body);
      const wanted = found.find(({ title }) => title === target.milestone);
      if (wanted) return Number(wanted['number']);
      if (found.length < PER_PAGE) return undefined;
    }
    return undefined;
  }

  async function own(board: string): Promise<Map<string, Remote>> {
    await tested();
    // Where no label can be set, our own are those the token's person made.
    const mine = mayLabel && target.label !== '' ? { labels: target.label } : { creator: account || undefined };
    const found = new Map<string, Remote>();
    for (let page = 1; page <= MOST_PAGES; page++) {
      const query = { state: 'all', sort: 'created', direction: 'asc', per_page: PER_PAGE, page, ...mine };
      const issues = asList((await ask(`${repository}/issues`, { query })).body);
      for (const issue of issues) {
        const item = markedItem(asText(issue['body']));
        // The oldest is ours; whoever copied its text made another.
        if (issue['pull_request'] === undefined && item?.board === board && !found.has(item.task)) found.set(item.task, remoteOf(issue));
      }
      if (issues.length < PER_PAGE) break;
    }
    return found;
  }

  async function read(id: string): Promise<Remote | undefined> {
    const { status, body } = await ask(`${repository}/issues/${encodeURIComponent(id)}`, { also: [301, 404, 410] });
    return status === 200 ? remoteOf(asRecord(body)) : undefined;
  }

  async function create(issue: Issue): Promise<Sent> {
    await tested();
    const labels = mayLabel ? [...new Set([target.label, ...issue.labels])].filter((label) => label !== '') : [];
    const { body } = await ask(`${repository}/issues`, {
      method: 'POST',
      body: {
        title: issue.title,
        body: issue.body,
        ...(labels.length > 0 ? { labels } : {}),
        ...(issue.assignees.length > 0 ? { assignees: issue.assignees } : {}),
        ...(milestone === undefined ? {} : { milestone }),
      },
    });
    const made = asRecord(body);
    if (asText(made['number']) === '') throw new TrackerProblem('unknown', 'The answer names no issue.');
    return { remote: remoteOf(made), dropped: droppedFrom(made, labels, issue.assignees, target.milestone) };
  }

  async function update(id: string, issue: Issue, state: StateChange): Promise<Remote> {
    const path = `${repository}/issues/${encodeURIComponent(id)}`;
    const { body } = await ask(path, { method: 'PATCH', body: { title: issue.title, body: issue.body, ...STATES[state] } });
    return remoteOf(asRecord(body));
  }

  return {
    pace: {
      gap: 1_000,
      windows: [
        { most: 80, within: 60_000 },
        { most: 500, within: 3_600_000 },
      ],
    },
    settles: 120_000,
    titleLength: 256,
    body: (text) => markdownBody(text, MOST_CHARACTERS),
    test: tested,
    own,
    read,
    create,
    update,
    echo: ({ title, body }) => ({ title, body }),
  };
}

const STATES = { '': {}, close: { state: 'closed', state_reason: 'completed' }, reopen: { state: 'open' } } as const;

const remoteOf = (issue: Json): Remote => ({
  id: asText(issue['number']),
  name: `#${asText(issue['number'])}`,
  url: asText(issue['html_url']),
  title: asText(issue['title']),
  body: asText(issue['body']),
  closed: issue['state'] === 'closed',
});

function obstacleOf(repository: Json, scopes: string | null): Standing['obstacle'] {
  if (repository['archived'] === true) return 'archived';
  if (repository['has_issues'] === false) return 'issues-off';
  if (scopes === null) return '';
  const may = scopes.split(',').map((scope) => scope.trim());
  return may.includes('repo') || (may.includes('public_repo') && repository['private'] !== true) ? '' : 'may-not-create';
}

function droppedFrom(made: Json, labels: readonly string[], assignees: readonly string[], milestone: string): Sent['dropped'] {
  const kept = new Set(
    (Array.isArray(made['labels']) ? (made['labels'] as unknown[]) : []).map((label) => asText(asRecord(label)['name']) || asText(label)),
  );
  const seated = new Set(asList(made['assignees']).map(({ login }) => asText(login).toLowerCase()));
  return [
    ...(labels.every((label) => kept.has(label)) ? [] : (['labels'] as const)),
    ...(assignees.every((login) => seated.has(login.toLowerCase())) ? [] : (['assignees'] as const)),
    ...(milestone === '' || asText(asRecord(made['milestone'])['title']) === milestone ? [] : (['milestone'] as const)),
  ];
}
