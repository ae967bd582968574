// Bugs in Bugzilla. A bug's first comment is its text and can not be changed, so a changed text is said anew in a comment. Each bug has an
// alias of ours, which is unique in the instance: asking for it twice makes one.

import { markdownBody, markedItem } from '../../shared/report/issue-text.ts';
import type { Issue, Remote, StateChange } from '../../shared/report/plan.ts';
import { TrackerProblem } from './problem.ts';
import type { Opened, Sent, Standing, Tracker } from './tracker.ts';
import { asList, asRecord, asText, type Json } from './wire.ts';

export const bugzillaHeaders = (token: string) => ({ 'x-bugzilla-api-key': token });

const MOST_CHARACTERS = 60_000;
const FIELDS = 'id,alias,summary,status,is_open';

export function bugzilla({ target, ask }: Opened): Tracker {
  let version = '';
  let standing: Promise<Standing> | undefined;

  const test = async (): Promise<Standing> => {
    const { name } = asRecord((await ask('/rest/whoami')).body);
    const { body } = await ask('/rest/product', { query: { names: target.project, include_fields: 'name,is_active,components,versions' } });
    const [product] = asList(asRecord(body)['products']);
    if (!product) throw new TrackerProblem('missing', `There is no product “${target.project}”.`);
    const versions = asList(product['versions']).filter(({ is_active: active }) => active !== false);
    version = asText((versions.find((one) => one['name'] === 'unspecified') ?? versions.at(-1))?.['name']) || 'unspecified';
    const found = asList(product['components']).some((component) => component['name'] === target.place);
    return {
      account: asText(name),
      project: asText(product['name']),
      url: `${target.base}/buglist.cgi?product=${encodeURIComponent(target.project)}`,
      obstacle: product['is_active'] === false ? 'archived' : found ? '' : 'no-such-place',
      notes: [{ note: 'public' }],
    };
  };
  const tested = () => (standing ??= test());

  async function own(board: string): Promise<Map<string, Remote>> {
    await tested();
    const query = { product: target.project, f1: 'alias', o1: 'substring', v1: ALIAS, include_fields: FIELDS, limit: 0 };
    const found = new Map<string, Remote>();
    for (const bug of asList(asRecord((await ask('/rest/bug', { query })).body)['bugs'])) {
      const remote = await withText(bug);
      const item = markedItem(remote.body);
      if (item?.board === board) found.set(item.task, remote);
    }
    return found;
  }

  async function read(id: string): Promise<Remote | undefined> {
    const { status, body } = await ask(`/rest/bug/${encodeURIComponent(id)}`, { query: { include_fields: FIELDS }, also: [404] });
    const [bug] = asList(asRecord(body)['bugs']);
    return status === 200 && bug ? withText(bug) : undefined;
  }

  /** What is said is the last comment that carries our line. */
  async function withText(bug: Json): Promise<Remote> {
    const id = asText(bug['id']);
    const { body } = await ask(`/rest/bug/${id}/comment`, { query: { include_fields: 'text,count' } });
    const comments = asList(asRecord(asRecord(asRecord(body)['bugs'])[id])['comments']);
    const text = comments.map((comment) => asText(comment['text'])).findLast((one) => markedItem(one) !== undefined);
    return remoteOf(bug, text ?? '', target.base);
  }

  async function create(issue: Issue): Promise<Sent> {
    await tested();
    const bug = {
      product: target.project,
      component: target.place,
      version,
      summary: issue.title,
      description: issue.body,
      alias: aliasOf(issue.key),
      op_sys: 'All',
      platform: 'All',
      ...(target.label === '' ? {} : { whiteboard: `[${target.label.replaceAll(/[[\]]/g, '')}]` }),
    };
    const { body } = await ask('/rest/bug', { method: 'POST', body: bug }).catch((problem: unknown) => {
      // The alias is taken: it was made before, and its answer was lost.
      throw problem instanceof TrackerProblem && /alias/i.test(problem.message) ? new TrackerProblem('unknown', problem.message) : problem;
    });
    const id = asText(asRecord(body)['id']);
    if (id === '') throw new TrackerProblem('unknown', 'The answer names no bug.');
    return { remote: remoteOf({ id, summary: issue.title, is_open: true }, issue.body, target.base), dropped: [] };
  }

  async function update(id: string, issue: Issue, state: StateChange): Promise<Remote> {
    const was = await read(id);
    const said = was !== undefined && was.body.trim() === issue.body.trim();
    const change = { summary: issue.title, ...(said ? {} : { comment: { body: issue.body } }), ...STATES[state] };
    await ask(`/rest/bug/${encodeURIComponent(id)}`, { method: 'PUT', body: change });
    const there = await read(id);
    if (!there) throw new TrackerProblem('refused', '404 It is gone.');
    return there;
  }

  return {
    pace: { gap: 500, windows: [] },
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

const ALIAS = 'hackfest-';
const aliasOf = (task: string): string => `${ALIAS}${task}`;
const STATES = { '': {}, close: { status: 'RESOLVED', resolution: 'FIXED' }, reopen: { status: 'CONFIRMED' } } as const;

const remoteOf = (bug: Json, body: string, base: string): Remote => ({
  id: asText(bug['id']),
  name: `bug ${asText(bug['id'])}`,
  url: `${base}/show_bug.cgi?id=${asText(bug['id'])}`,
  title: asText(bug['summary']),
  body,
  closed: bug['is_open'] === false,
});
