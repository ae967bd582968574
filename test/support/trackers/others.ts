// GitLab, Redmine, Kanboard, Jira Cloud, Bugzilla and Trello of our own, each as its public documentation tells:
//   https://docs.gitlab.com/api/issues/ · https://www.redmine.org/projects/redmine/wiki/Rest_Issues ·
//   https://docs.kanboard.org/v1/api/task_procedures/ · https://developer.atlassian.com/cloud/jira/platform/rest/v3/ ·
//   https://bugzilla.readthedocs.io/en/latest/api/core/v1/bug.html · https://developer.atlassian.com/cloud/trello/rest/api-group-cards/
// GitHub has a file to itself.

import { textOfAdf } from '../../../shared/report/adf.ts';
import { empty, json, OwnTracker, type Asked, type Body, type Item } from './own-tracker.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const basic = (account: string, token: string) => `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;

export class OwnGitLab extends OwnTracker {
  readonly token = 'glpat-canary-0123456789';
  level = 30;

  protected creates({ method, path }: Asked): boolean {
    return method === 'POST' && path.endsWith('/issues');
  }

  protected answer({ method, path, query, body, headers }: Asked): Response {
    if (headers.get('private-token') !== this.token) return json({ message: '401 Unauthorized' }, 401);
    if (path === '/api/v4/user') return json({ username: 'fay' });
    if (path === '/api/v4/users') return json(query.get('username') === 'ada-l' ? [{ id: 7, username: 'ada-l' }] : []);
    const rest = path.split('/api/v4/projects/octo%2Fatlas')[1];
    if (rest === undefined) return json({ message: '404 Project Not Found' }, 404);
    if (rest === '') return json(this.#project());
    if (rest === '/milestones') return json(query.get('title') === 'Autumn' ? [{ id: 3, title: 'Autumn' }] : []);
    if (rest === '/issues') return method === 'POST' ? this.#create(body) : this.#list(query);
    const item = this.item(rest.split('/issues/')[1]);
    if (!item) return json({ message: '404 Not found' }, 404);
    if (method === 'PUT') {
      this.takes('an issue', body, ['title', 'description'], ['state_event']);
      Object.assign(item, { title: body?.['title'], body: body?.['description'] });
      if (body?.['state_event'] !== undefined) item.closed = body['state_event'] === 'close';
    }
    return json(shownInGitLab(item));
  }

  #project() {
    const access = { project_access: { access_level: this.level }, group_access: null };
    return {
      path_with_namespace: 'octo/atlas',
      web_url: 'https://gitlab.com/octo/atlas',
      visibility: 'public',
      archived: false,
      permissions: access,
    };
  }

  #create(body: Body | undefined): Response {
    this.takes('a new issue', body, ['title', 'description'], ['labels', 'assignee_ids', 'milestone_id']);
    // A line that begins with a slash and a word is carried out.
    if (/^\/[a-z]/m.test(text(body?.['description']))) this.offences.push('a quick action was carried out');
    const labels = this.level >= 20 ? text(body?.['labels']).split(',').filter(Boolean) : [];
    const item = made(this.items, this.clock, text(body?.['title']), text(body?.['description']), labels);
    return json(shownInGitLab(item), 201);
  }

  #list(query: URLSearchParams): Response {
    const shown = this.listed.filter(({ labels }) => query.get('labels') === null || labels.includes(query.get('labels') ?? ''));
    const size = Number(query.get('per_page') ?? 20);
    const from = (Number(query.get('page') ?? 1) - 1) * size;
    return json(shown.slice(from, from + size).map(shownInGitLab));
  }
}

const shownInGitLab = ({ id, title, body, closed, labels }: Item) => ({
  iid: id,
  web_url: `https://gitlab.com/octo/atlas/-/issues/${id}`,
  title,
  description: body,
  state: closed ? 'closed' : 'opened',
  labels,
});

function made(items: Item[], clock: { now(): number }, title: string, body: string, labels: string[] = []): Item {
  const item = { id: items.length + 1, title, body, closed: false, labels, madeAt: clock.now() };
  items.push(item);
  return item;
}

export class OwnRedmine extends OwnTracker {
  readonly token = 'canary0123456789redmine';

  protected creates({ method }: Asked): boolean {
    return method === 'POST';
  }

  protected answer({ method, path, query, body, headers }: Asked): Response {
    if (headers.get('x-redmine-api-key') !== this.token) return empty(401);
    if (path === '/users/current.json') return json({ user: { login: 'fay' } });
    if (path === '/projects/atlas.json')
      return json({ project: { id: 5, name: 'Atlas', status: 1, is_public: true, trackers: [{ id: 2, name: 'Task' }] } });
    if (path === '/issue_statuses.json')
      return json({
        issue_statuses: [
          { id: 1, is_closed: false },
          { id: 5, is_closed: true },
        ],
      });
    if (path === '/projects/atlas/memberships.json') return json({ memberships: [{ user: { id: 7, name: 'ada-l' } }] });
    if (path === '/projects/atlas/versions.json') return json({ versions: [{ id: 3, name: 'Autumn', status: 'open' }] });
    const given = (body?.['issue'] ?? {}) as Body;
    if (path === '/issues.json') return method === 'POST' ? this.#create(given) : this.#list(query);
    const item = this.item(/^\/issues\/(\d+)\.json$/.exec(path)?.[1]);
    if (!item) return empty(404);
    if (method === 'GET') return json({ issue: shownInRedmine(item) });
    this.takes('an issue', given, ['subject', 'description'], ['status_id']);
    Object.assign(item, { title: given['subject'], body: asWritten(given['description']) });
    if (given['status_id'] !== undefined) item.closed = given['status_id'] === 5;
    return empty();
  }

  #create(given: Body): Response {
    this.takes('a new issue', given, ['project_id', 'subject', 'description', 'tracker_id'], ['fixed_version_id', 'assigned_to_id']);
    return json({ issue: shownInRedmine(made(this.items, this.clock, text(given['subject']), asWritten(given['description']))) }, 201);
  }

  #list(query: URLSearchParams): Response {
    const from = Number(query.get('offset') ?? 0);
    const issues = this.listed.slice(from, from + Number(query.get('limit') ?? 25)).map(shownInRedmine);
    return json({ issues, total_count: this.listed.length });
  }
}

/** Web forms' line ends, as Redmine keeps them. */
const asWritten = (value: unknown): string => text(value).replaceAll(/\r?\n/g, '\r\n');
const shownInRedmine = ({ id, title, body, closed }: Item) => ({
  id,
  subject: title,
  description: body,
  status: { id: closed ? 5 : 1, name: closed ? 'Closed' : 'New' },
});

export class OwnKanboard extends OwnTracker<Item & { reference: string }> {
  readonly token = 'canary0123456789kanboard';

  protected creates({ body }: Asked): boolean {
    return body?.['method'] === 'createTask';
  }

  protected answer({ path, body, headers }: Asked): Response {
    if (headers.get('authorization') !== basic('jsonrpc', this.token)) return json({ error: { code: 401, message: 'Unauthorized' } }, 401);
    if (path !== '/jsonrpc.php' || body?.['jsonrpc'] !== '2.0') this.offences.push(`${path} is no call`);
    const result = this.#called(text(body?.['method']), (body?.['params'] ?? {}) as Body);
    return json({ jsonrpc: '2.0', id: body?.['id'], result });
  }

  #called(method: string, params: Body): unknown {
    const item = this.item(Number(params['task_id'] ?? params['id']));
    switch (method) {
      case 'getProjectByName':
        return params['name'] === 'Atlas'
          ? { id: '4', name: 'Atlas', is_active: '1', is_public: '0', url: { board: 'https://kb.example.org/board/4' } }
          : false;
      case 'getColumns':
        return [{ id: '9', title: 'Backlog' }];
      case 'getAllTasks':
        return this.listed.filter(({ closed }) => closed === (params['status_id'] === 0)).map(shownInKanboard);
      case 'getTask':
        return item ? shownInKanboard(item) : null;
      case 'createTask':
        return this.#create(params);
      case 'updateTask':
        this.takes('a task', params, ['id', 'title', 'description']);
        if (item) Object.assign(item, { title: params['title'], body: params['description'] });
        return item !== undefined;
      case 'closeTask':
      case 'openTask':
        if (item) item.closed = method === 'closeTask';
        return item !== undefined;
      default:
        this.offences.push(`there is no ${method}`);
        return null;
    }
  }

  #create(params: Body): number {
    this.takes('a new task', params, ['title', 'project_id', 'description', 'reference'], ['column_id', 'tags']);
    const item = made(this.items, this.clock, text(params['title']), text(params['description'])) as Item & { reference: string };
    item.reference = text(params['reference']);
    return item.id;
  }
}

const shownInKanboard = ({ id, title, body, closed, reference }: Item & { reference: string }) => ({
  id: String(id),
  title,
  description: body,
  is_active: closed ? '0' : '1',
  reference,
  url: `https://kb.example.org/task/${id}`,
});

export class OwnJira extends OwnTracker<Item & { description: unknown }> {
  readonly token = 'canary0123456789jira';
  readonly links = new Map<string, string>();

  protected creates({ method, path }: Asked): boolean {
    return method === 'POST' && path === '/rest/api/3/issue';
  }

  protected answer({ method, path, body, headers }: Asked): Response {
    if (headers.get('authorization') !== basic('fay@example.org', this.token))
      return json({ errorMessages: ['Client must be authenticated'] }, 401);
    const rest = path.split('/rest/api/3')[1] ?? '';
    if (rest === '/myself') return json({ displayName: 'Fay' });
    if (rest === '/project/ATL')
      return json({
        key: 'ATL',
        name: 'Atlas',
        issueTypes: [
          { id: '10', name: 'Epic' },
          { id: '11', name: 'Task' },
        ],
      });
    const yes = { havePermission: true };
    if (rest === '/mypermissions') return json({ permissions: { CREATE_ISSUES: yes, ASSIGN_ISSUES: yes } });
    if (rest === '/user/assignable/search') return json([{ accountId: '5b10', displayName: 'Ada' }]);
    if (rest === '/search/jql') return this.#search(body);
    if (rest === '/issue') return this.#create(body);
    const [, key = '', more] = /^\/issue\/ATL-(\d+)(\/.*)?$/.exec(rest) ?? [];
    const item = this.item(key);
    if (!item) return json({ errorMessages: ['Issue does not exist'] }, 404);
    if (more === '/remotelink') return this.#link(body);
    if (more === '/transitions') return this.#transitions(method, item, body);
    if (method === 'GET') return json(shownInJira(item));
    const fields = (body?.['fields'] ?? {}) as Body;
    this.takes('an issue', fields, ['summary', 'description']);
    Object.assign(item, { title: fields['summary'], description: fields['description'], body: textOfAdf(fields['description']) });
    return empty();
  }

  #create(body: Body | undefined): Response {
    const fields = (body?.['fields'] ?? {}) as Body;
    this.takes('a new issue', fields, ['project', 'issuetype', 'summary', 'description', 'labels'], ['assignee']);
    const labels = fields['labels'] as string[];
    if (labels.some((label) => /\s/.test(label))) return json({ errors: { labels: 'A label may hold no space.' } }, 400);
    if ((fields['description'] as { type?: string }).type !== 'doc') return json({ errors: { description: 'is no document' } }, 400);
    const item = made(this.items, this.clock, text(fields['summary']), textOfAdf(fields['description']), labels) as Item & {
      description: unknown;
    };
    item.description = fields['description'];
    return json({ id: String(10_000 + item.id), key: `ATL-${item.id}` }, 201);
  }

  #search(body: Body | undefined): Response {
    this.takes('a search', body, ['jql', 'fields', 'maxResults'], ['nextPageToken']);
    const wanted = /labels = "([^"]+)"/.exec(text(body?.['jql']))?.[1] ?? '';
    const shown = this.listed.filter(({ labels }) => labels.includes(wanted));
    const from = Number(body?.['nextPageToken'] ?? 0);
    const to = from + Number(body?.['maxResults']);
    return json({ issues: shown.slice(from, to).map(shownInJira), ...(to < shown.length ? { nextPageToken: String(to) } : {}) });
  }

  #link(body: Body | undefined): Response {
    this.takes('a link', body, ['globalId', 'application', 'object']);
    this.links.set(text(body?.['globalId']), text((body?.['object'] as Body)['url']));
    return json({ id: 1 }, 201);
  }

  #transitions(method: string, item: Item, body: Body | undefined): Response {
    if (method === 'POST') item.closed = ((body?.['transition'] ?? {}) as Body)['id'] === '31';
    const to = (key: string) => ({ statusCategory: { key } });
    return method === 'POST'
      ? empty()
      : json({
          transitions: [
            { id: '21', to: to('indeterminate') },
            { id: '31', to: to('done') },
          ],
        });
  }
}

const shownInJira = ({ id, title, description, closed }: Item & { description: unknown }) => ({
  id: String(10_000 + id),
  key: `ATL-${id}`,
  fields: { summary: title, description, status: { statusCategory: { key: closed ? 'done' : 'new' } } },
});

export class OwnBugzilla extends OwnTracker<Item & { alias: string; comments: string[] }> {
  readonly token = 'canary0123456789bugzilla';

  protected creates({ method, path }: Asked): boolean {
    return method === 'POST' && path === '/rest/bug';
  }

  protected answer({ method, path, body, headers }: Asked): Response {
    if (headers.get('x-bugzilla-api-key') !== this.token) return json({ error: true, message: 'The API key is invalid', code: 306 }, 401);
    if (path === '/rest/whoami') return json({ name: 'fay@example.org' });
    if (path === '/rest/product')
      return json({ products: [{ name: 'Atlas', is_active: true, components: [{ name: 'Maps' }], versions: [{ name: 'unspecified' }] }] });
    if (path === '/rest/bug') return method === 'POST' ? this.#create(body) : json({ bugs: this.listed.map(shownInBugzilla) });
    const [, id, more] = /^\/rest\/bug\/(\d+)(\/comment)?$/.exec(path) ?? [];
    const item = this.item(id);
    if (!item) return json({ error: true, message: 'Bug does not exist', code: 101 }, 404);
    if (more) return json({ bugs: { [item.id]: { comments: item.comments.map((one, count) => ({ text: one, count })) } } });
    if (method === 'GET') return json({ bugs: [shownInBugzilla(item)] });
    this.takes('a bug', body, ['summary'], ['comment', 'status', 'resolution']);
    item.title = text(body?.['summary']);
    const said = (body?.['comment'] as Body | undefined)?.['body'];
    if (said !== undefined) item.comments.push((item.body = text(said)));
    if (body?.['status'] !== undefined) item.closed = body['status'] === 'RESOLVED';
    return json({ bugs: [{ id: item.id }] });
  }

  #create(body: Body | undefined): Response {
    const needed = ['product', 'component', 'version', 'summary', 'description', 'op_sys', 'platform'];
    this.takes('a new bug', body, needed, ['alias', 'whiteboard']);
    const alias = text(body?.['alias']);
    if (alias.length > 40) this.offences.push('the alias is too long');
    if (this.items.some((one) => one.alias === alias)) return json({ error: true, message: `The alias ${alias} is taken`, code: 103 }, 400);
    const item = made(this.items, this.clock, text(body?.['summary']), text(body?.['description'])) as Item & {
      alias: string;
      comments: string[];
    };
    Object.assign(item, { alias, comments: [item.body] });
    return json({ id: item.id });
  }
}

const shownInBugzilla = ({ id, title, closed, alias }: Item & { alias: string }) => ({
  id,
  alias: [alias],
  summary: title,
  status: closed ? 'RESOLVED' : 'CONFIRMED',
  is_open: !closed,
});

export class OwnTrello extends OwnTracker {
  readonly token = 'canary0123456789trello';

  protected creates({ method, path }: Asked): boolean {
    return method === 'POST' && path === '/1/cards';
  }

  protected answer({ method, path, query, body, headers }: Asked): Response {
    if (headers.get('authorization') !== `OAuth oauth_consumer_key="thekey", oauth_token="${this.token}"`)
      return json({ message: 'invalid token' }, 401);
    if (path === '/1/members/me') return json({ username: 'fay' });
    if (path === '/1/boards/atlas')
      return json({ name: 'Atlas', url: 'https://trello.com/b/atlas', closed: false, prefs: { permissionLevel: 'private' } });
    if (path === '/1/boards/atlas/lists') return json([{ id: 'l1', name: 'Backlog' }]);
    if (path === '/1/boards/atlas/labels') return json([{ id: 'g1', name: 'hackfest' }]);
    if (path === '/1/boards/atlas/members') return json([{ id: 'm1', username: 'ada-l' }]);
    if (path === '/1/boards/atlas/cards/all') return json(this.#page(query).map(shownInTrello));
    if (path === '/1/cards') return this.#create(body);
    const item = this.item(/^\/1\/cards\/c0*(\d+)$/.exec(path)?.[1]);
    if (!item) return json({ message: 'not found' }, 404);
    if (method === 'PUT') {
      this.takes('a card', body, ['name', 'desc'], ['closed']);
      Object.assign(item, { title: body?.['name'], body: body?.['desc'], closed: body?.['closed'] ?? item.closed });
    }
    return json(shownInTrello(item));
  }

  #page(query: URLSearchParams): Item[] {
    const before = query.get('before');
    const older = this.listed.filter((item) => before === null || cardId(item) < before);
    return older.slice(-Number(query.get('limit') ?? 1_000));
  }

  #create(body: Body | undefined): Response {
    this.takes('a new card', body, ['idList', 'name', 'desc'], ['idLabels', 'idMembers']);
    if (text(body?.['desc']).length > 16_384) return json({ message: 'invalid value for desc' }, 400);
    return json(shownInTrello(made(this.items, this.clock, text(body?.['name']), text(body?.['desc']))));
  }
}

const cardId = ({ id }: Item): string => `c${String(id).padStart(6, '0')}`;
const shownInTrello = (item: Item) => ({
  id: cardId(item),
  idShort: item.id,
  name: item.title,
  desc: item.body,
  shortUrl: `https://trello.com/c/${item.id}`,
  closed: item.closed,
});
