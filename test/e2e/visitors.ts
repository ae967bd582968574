// Those who look at screens: let in once each, then a fresh page of theirs on any device, in any language. What they look at is in
// the specs.

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
  return async (as, device, language) => {
    let storageState = kept.get(as);
    if (!storageState) {
      const page = await people.page(LAPTOP);
      await enter[as](page);
      storageState = await page.context().storageState();
      kept.set(as, storageState);
      await page.context().close();
    }
    const page = await people.page({ ...device, storageState });
    await page.addInitScript((name) => localStorage.setItem('hackfest:language', name), language);
    return { page, event: furnished, leave: () => page.context().close() };
  };
}
