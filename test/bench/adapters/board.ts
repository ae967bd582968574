// This product's server, as its own process with real storage.

import { Api, type EventAt, type Links, type Session } from '../../replay/api.ts';
import { startOwnServer } from '../../replay/own-server.ts';
import { mint, Person } from '../../replay/person.ts';
import { addTask } from '../../../shared/board/board.ts';
import { BEARER_PREFIX, SUBPROTOCOL, SYNC_PATH } from '../../../shared/sync/protocol.ts';
import type { Adapter, Door, Rush } from './adapter.ts';

type Made = { readonly event: EventAt; readonly links: Links };

async function makeEvent(api: Api, organizer: string): Promise<Made> {
  const { token } = await api.post<Session>('/api/sessions', { secret: organizer });
  const startsAt = Date.now();
  const given = { title: 'Bench', scale: 'annual', place: '', callUrl: '', startsAt, endsAt: startsAt + 86_400_000, zone: 'UTC' };
  return api.post<Made>('/api/events', given, token);
}

/** All connections of a load share one person: other servers know no people, and the document must not differ by them. */
async function openRoom(api: Api, organizer: string): Promise<Door> {
  const { event, links } = await makeEvent(api, organizer);
  const { token } = await api.post<Session>('/api/join', { secret: links.facilitator, name: 'Load' });
  const address = api.origin.replace(/^http/, 'ws') + SYNC_PATH.slice(0, -1);
  return { address, room: event.board, protocols: [SUBPROTOCOL, BEARER_PREFIX + token], origin: api.origin };
}

async function rush(api: Api, organizer: string, count: number): Promise<Rush> {
  const { event, links } = await makeEvent(api, organizer);
  const people: Person[] = [];
  for (let index = 0; index < count; index++) people.push(await Person.join(api, event.board, links.join, `Person ${index}`));
  const task = mint('task');
  const [first] = people;
  first?.replica.doc.transact(() => addTask(first.replica.doc, task, { title: 'The one seat', seats: 1 }));
  // Releasing what nobody holds changes nothing; it shows that each live channel is up.
  const ready = people.map(async (person) => {
    await person.seesTask(task);
    const answer = await person.give({ name: 'release', body: { task } });
    if (!answer.ok) throw new Error(`${person.name} was refused with ${answer.refusal.refused}`);
  });
  await Promise.all(ready);
  const claims = people.map((person) => async () => (await person.give({ name: 'claim', body: { task } })).ok);
  return { claims, close: () => people.forEach((person) => person.close()) };
}

export const board: Adapter = {
  name: 'Hackfest Board',
  async start(pinning) {
    const server = await startOwnServer(pinning);
    const api = new Api(server.url);
    return {
      pid: server.pid,
      openRoom: () => openRoom(api, server.organizer),
      rush: (people) => rush(api, server.organizer, people),
      stop: server.stop,
    };
  },
};
