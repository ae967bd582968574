// Those who look at screens: let in once each, then a fresh page of theirs on any device, in any language. What they look at is
// in the specs.

import type { Browser, Page } from '@playwright/test';
import type { Furnished } from '../screens/hall.ts';
import type { Visitor } from '../screens/shots.ts';
import { LAPTOP, organize, type People, type ServerProcess } from './hackfest.ts';

type Device = Parameters<Browser['newContext']>[0];
export type Come = (as: Visitor, device: Device, language: string) => Promise<{ page: Page; event: Furnished; leave(): Promise<void> }>;
type Kept = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;

export async function visitors(server: ServerProcess, people: People): Promise<Come> {
  const event = await organize(server);
  const kept = new Map<Visitor, Kept>();
  const enter: { readonly [V in Visitor]: (page: Page) => Promise<void> } = {
    nobody: () => Promise.resolve(),
    participant: (page) => people.join(page, event.links.join, 'Ana'),
    facilitator: (page) => people.join(page, event.links.facilitator, 'Sam'),
    organizer: async (page) => {
      await page.goto(server.organizerLink);
      await page.getByText('Open data day').first().waitFor();
    },
  };
  const { token } = await event.join('Robin');
  const furnished = { board: event.boardId, links: event.links, task: await event.taskId(token) };
  /** By visitor, device and language: the first page stays, so that the next ones find what it fetched. */
  const devices = new Map<string, Page>();
  const enterOnce = async (as: Visitor): Promise<Kept> => {
    const known = kept.get(as);
    if (known) return known;
    const page = await people.page(LAPTOP);
    await enter[as](page);
    const storageState = await page.context().storageState();
    kept.set(as, storageState);
    await page.context().close();
    return storageState;
  };
  const deviceOf = async (as: Visitor, device: Device, language: string): Promise<Page> => {
    const key = JSON.stringify([as, device, language]);
    const known = devices.get(key);
    if (known) return known;
    const first = await people.page({ ...device, storageState: await enterOnce(as) });
    await first.context().addInitScript((name) => localStorage.setItem('hackfest:language', name), language);
    devices.set(key, first);
    return first;
  };
  return async (as, device, language) => {
    const page = await people.another(await deviceOf(as, device, language));
    return { page, event: furnished, leave: () => page.close() };
  };
}
