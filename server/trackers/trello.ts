// Cards on a Trello board. Whoever asks needs two things: the key of an application, which is no secret, and a token. A closed card is an
// archived one.

import { markdownBody, markedItem } from '../../shared/report/issue-text.ts';
import type { Issue, Remote, StateChange } from '../../shared/report/plan.ts';
import type { Target } from '../../shared/report/destination.ts';
import { TrackerProblem } from './problem.ts';
import type { Note, Opened, Sent, Standing, Tracker } from './tracker.ts';
import { asList, asRecord, asText, type Json } from './wire.ts';

/** In a header, so that neither stands in an address. */
export const trelloHeaders = (token: string, { account }: Target) => ({
  authorization: `OAuth oauth_consumer_key="${account.replaceAll(/[^\w-]/g, '')}", oauth_token="${token.replaceAll(/[^\w-]/g, '')}"`,
});

const MOST_CHARACTERS = 16_384;
const PER_PAGE = 1_000;
const FIELDS = 'id,idShort,name,desc,shortUrl,closed';

export function trello({ target, ask }: Opened): Tracker {
  const path = `/1/boards/${encodeURIComponent(target.project)}`;
  let list = '';
  let labels: string[] = [];
  const members = new Map<string, string>();
  let standing: Promise<Standing> | undefined;

  const test = async (): Promise<Standing> => {
    const me = asRecord((await ask('/1/members/me', { query: { fields: 'username' } })).body);
    const found = asRecord((await ask(path, { query: { fields: 'name,url,closed,prefs' } })).body);
    const lists = asList((await ask(`${path}/lists`, { query: { filter: 'open', fields: 'name' } })).body);
    list = asText(lists.find(({ name }) => asText(name).toLowerCase() === target.place.toLowerCase())?.['id']);
    const notes: Note[] = [...(await labelNotes()), ...(await memberNotes())];
    return {
      account: asText(me['username']),
      project: asText(found['name']),
      url: asText(found['url']),
      obstacle: found['closed'] === true ? 'archived' : list === '' ? 'no-such-place' : '',
      notes: [...notes, ...(asRecord(found['prefs'])['permissionLevel'] === 'public' ? [{ note: 'public' } as const] : [])],
    };
  };
  const tested = () => (standing ??= test());

  async function labelNotes(): Promise<Note[]> {
    if (target.label === '') return [];
    const all = asList((await ask(`${path}/labels`, { query: { fields: 'name', limit: PER_PAGE } })).body);
    labels = all.filter(({ name }) => name === target.label).map(({ id }) => asText(id));
    return labels.length > 0 ? [] : [{ note: 'no-such-label', name: target.label }];
  }

  async function memberNotes(): Promise<Note[]> {
    const wanted = [...new Set(Object.values(target.logins))];
    if (wanted.length === 0) return [];
    for (const { id, username } of asList((await ask(`${path}/members`, { query: { fields: 'username' } })).body))
      members.set(asText(username).toLowerCase(), asText(id));
    return wanted.filter((login) => !members.has(login.toLowerCase())).map((name) => ({ note: 'no-such-login', name }));
  }

  /** Newest first, so that the page before ends where the next begins. */
  async function own(board: string): Promise<Map<string, Remote>> {
    await tested();
    const found = new Map<string, Remote>();
    let before: string | undefined;
    for (;;) {
      const cards = asList((await ask(`${path}/cards/all`, { query: { fields: FIELDS, limit: PER_PAGE, before } })).body);
      for (const card of cards) {
        const item = markedItem(asText(card['desc']));
        if (item?.board === board) found.set(item.task, remoteOf(card));
      }
      if (cards.length < PER_PAGE) return found;
      before = cards.map(({ id }) => asText(id)).sort()[0];
    }
  }

  async function read(id: string): Promise<Remote | undefined> {
    const { status, body } = await ask(`/1/cards/${encodeURIComponent(id)}`, { query: { fields: FIELDS }, also: [404] });
    return status === 200 ? remoteOf(asRecord(body)) : undefined;
  }

  async function create(issue: Issue): Promise<Sent> {
    await tested();
    const assignees = issue.assignees.flatMap((login) => members.get(login.toLowerCase()) ?? []);
    const { body } = await ask('/1/cards', {
      method: 'POST',
      body: {
        idList: list,
        name: issue.title,
        desc: issue.body,
        ...(labels.length > 0 ? { idLabels: labels } : {}),
        ...(assignees.length > 0 ? { idMembers: assignees } : {}),
      },
    });
    const made = asRecord(body);
    if (asText(made['id']) === '') throw new TrackerProblem('unknown', 'The answer names no card.');
    return { remote: remoteOf(made), dropped: [] };
  }

  async function update(id: string, issue: Issue, state: StateChange): Promise<Remote> {
    const change = { name: issue.title, desc: issue.body, ...(state === '' ? {} : { closed: state === 'close' }) };
    return remoteOf(asRecord((await ask(`/1/cards/${encodeURIComponent(id)}`, { method: 'PUT', body: change })).body));
  }

  return {
    pace: { gap: 120, windows: [{ most: 80, within: 10_000 }] },
    settles: 45_000,
    titleLength: 500,
    body: (text) => markdownBody(text, MOST_CHARACTERS),
    test: tested,
    own,
    read,
    create,
    update,
    echo: ({ title, body }) => ({ title, body }),
  };
}

const remoteOf = (card: Json): Remote => ({
  id: asText(card['id']),
  name: `#${asText(card['idShort'])}`,
  url: asText(card['shortUrl']),
  title: asText(card['name']),
  body: asText(card['desc']),
  closed: card['closed'] === true,
});
