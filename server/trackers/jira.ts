// Jira Cloud issues, REST version 3. Texts are documents there, so what is shown in a preview is their words. Our own are found by a label
// of the board; closing goes through whatever transition leads to "done".

import { adfOf, textOfAdf } from '../../shared/report/adf.ts';
import { markedItem } from '../../shared/report/issue-text.ts';
import type { Issue, Remote, StateChange } from '../../shared/report/plan.ts';
import type { Target } from '../../shared/report/destination.ts';
import { TrackerProblem } from './problem.ts';
import type { Note, Opened, Sent, Standing, Tracker } from './tracker.ts';
import { asList, asRecord, asText, type Json } from './wire.ts';

/** A token belongs to an e-mail address. */
export const jiraHeaders = (token: string, { account }: Target) => ({
  authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
});

const API = '/rest/api/3';
/** Of the document as JSON; the whole field takes 32,767. */
const MOST_CHARACTERS = 30_000;
const PER_PAGE = 100;
const MOST_PAGES = 100;
const FIELDS = ['summary', 'description', 'status'];

export function jira({ target, ask }: Opened): Tracker {
  let kind = '';
  let people = new Map<string, string>();
  let standing: Promise<Standing> | undefined;

  const test = async (): Promise<Standing> => {
    const me = asRecord((await ask(`${API}/myself`)).body);
    const found = asRecord((await ask(`${API}/project/${encodeURIComponent(target.project)}`)).body);
    const { permissions } = asRecord(
      (await ask(`${API}/mypermissions`, { query: { projectKey: target.project, permissions: 'CREATE_ISSUES,ASSIGN_ISSUES' } })).body,
    );
    const may = (name: string) => asRecord(asRecord(permissions)[name])['havePermission'] === true;
    const kinds = asList(found['issueTypes']).filter(({ subtask }) => subtask !== true);
    const named = (name: string) => kinds.find((one) => asText(one['name']).toLowerCase() === name.toLowerCase());
    const wanted = target.place === '' ? (named('Task') ?? kinds[0]) : named(target.place);
    kind = asText(wanted?.['id']);
    return {
      account: asText(me['displayName']),
      project: asText(found['name']),
      url: `${target.base}/browse/${asText(found['key'])}`,
      obstacle: found['archived'] === true ? 'archived' : kind === '' ? 'no-such-place' : may('CREATE_ISSUES') ? '' : 'may-not-create',
      notes: may('ASSIGN_ISSUES') ? await loginNotes() : Object.keys(target.logins).length > 0 ? [{ note: 'no-assignees' }] : [],
    };
  };
  const tested = () => (standing ??= test());

  async function loginNotes(): Promise<Note[]> {
    const notes: Note[] = [];
    people = new Map();
    for (const login of new Set(Object.values(target.logins))) {
      const [found] = asList(
        (await ask(`${API}/user/assignable/search`, { query: { project: target.project, query: login, maxResults: 2 } })).body,
      );
      if (found) people.set(login, asText(found['accountId']));
      else notes.push({ note: 'no-such-login', name: login });
    }
    return notes;
  }

  async function own(board: string): Promise<Map<string, Remote>> {
    await tested();
    const found = new Map<string, Remote>();
    let nextPageToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const body = {
        jql: `project = "${target.project.replaceAll(/["\\]/g, '')}" AND labels = "${boardLabel(board)}" ORDER BY created ASC`,
        fields: FIELDS,
        maxResults: PER_PAGE,
      };
      const answer = asRecord(
        (await ask(`${API}/search/jql`, { method: 'POST', body: { ...body, ...(nextPageToken ? { nextPageToken } : {}) } })).body,
      );
      for (const issue of asList(answer['issues'])) {
        const remote = remoteOf(issue, target);
        const item = markedItem(remote.body);
        if (item?.board === board && !found.has(item.task)) found.set(item.task, remote);
      }
      nextPageToken = asText(answer['nextPageToken']) || undefined;
      if (nextPageToken === undefined) break;
    }
    return found;
  }

  async function read(id: string): Promise<Remote | undefined> {
    const { status, body } = await ask(`${API}/issue/${encodeURIComponent(id)}`, { query: { fields: FIELDS.join(',') }, also: [404] });
    return status === 200 ? remoteOf(asRecord(body), target) : undefined;
  }

  async function create(issue: Issue): Promise<Sent> {
    await tested();
    const item = markedItem(issue.text.marker);
    const assignee = issue.assignees.flatMap((login) => people.get(login) ?? [])[0];
    const labels = [...issue.labels, ...(item ? [boardLabel(item.board)] : [])].map((label) => label.replaceAll(/\s+/g, '-'));
    const { body } = await ask(`${API}/issue`, {
      method: 'POST',
      body: {
        fields: {
          project: { key: target.project },
          issuetype: { id: kind },
          summary: issue.title,
          description: adfOf(issue.text, MOST_CHARACTERS),
          labels,
          ...(assignee === undefined ? {} : { assignee: { accountId: assignee } }),
        },
        properties: [{ key: 'hackfest', value: { board: item?.board ?? '', task: issue.key } }],
      },
    });
    const key = asText(asRecord(body)['key']);
    if (key === '') throw new TrackerProblem('unknown', 'The answer names no issue.');
    // It exists: whatever fails from here on must not look like a creation that failed.
    const there = await read(key).catch(() => undefined);
    await backlink(key, issue).catch(() => undefined);
    return { remote: there ?? { id: key, name: key, url: `${target.base}/browse/${key}`, ...echo(issue), closed: false }, dropped: [] };
  }

  /** Shown beside the issue; the same address makes it the same link, however often it is sent. */
  const backlink = (key: string, { text, title }: Issue) => {
    const url = text.marker.split(' ')[1] ?? '';
    const body = {
      globalId: `hackfest=${url.split('/board/')[1] ?? url}`,
      application: { name: 'Hackfest Board' },
      object: { url, title },
    };
    return ask(`${API}/issue/${encodeURIComponent(key)}/remotelink`, { method: 'POST', body });
  };

  async function update(id: string, issue: Issue, state: StateChange): Promise<Remote> {
    const path = `${API}/issue/${encodeURIComponent(id)}`;
    await ask(path, { method: 'PUT', body: { fields: { summary: issue.title, description: adfOf(issue.text, MOST_CHARACTERS) } } });
    if (state !== '') await move(path, state === 'close');
    const there = await read(id);
    if (!there) throw new TrackerProblem('refused', '404 It is gone.');
    return there;
  }

  /** A workflow without such a way leaves it where it is. */
  async function move(path: string, done: boolean): Promise<void> {
    const ways = asList(asRecord((await ask(`${path}/transitions`)).body)['transitions']);
    const way = ways.find(({ to }) => (asRecord(asRecord(to)['statusCategory'])['key'] === 'done') === done);
    if (way) await ask(`${path}/transitions`, { method: 'POST', body: { transition: { id: asText(way['id']) } } });
  }

  const echo = ({ title, text }: Issue) => ({ title, body: textOfAdf(adfOf(text, MOST_CHARACTERS)) });

  return {
    pace: { gap: 300, windows: [] },
    settles: 120_000,
    titleLength: 255,
    body: (text) => textOfAdf(adfOf(text, MOST_CHARACTERS)),
    test: tested,
    own,
    read,
    create,
    update,
    echo,
  };
}

const boardLabel = (board: string): string => `hackfest-${board}`;

const remoteOf = (issue: Json, { base }: Target): Remote => {
  const fields = asRecord(issue['fields']);
  const key = asText(issue['key']);
  return {
    id: key,
    name: key,
    url: `${base}/browse/${key}`,
    title: asText(fields['summary']),
    body: textOfAdf(fields['description']),
    closed: asRecord(asRecord(fields['status'])['statusCategory'])['key'] === 'done',
  };
};
