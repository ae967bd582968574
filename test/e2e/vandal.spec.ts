// A vandal on a public board: they join by the code on the wall and remove what others made, until the brake holds them; a
// facilitator brings the work back with one click. The vandal is a plain y-websocket client, as anybody could write one.

import { customAlphabet } from 'nanoid';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { addTask, editTask, removeTask } from '../../shared/board/board.ts';
import { viewBoard } from '../../shared/board/view.ts';
import { ID_ALPHABET, ID_BODY_LENGTH, minting, type TaskId } from '../../shared/ids.ts';
import { BEARER_PREFIX, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';
import { expect, LAPTOP, organize, PHONE, test, type Organized, type ServerProcess } from './hackfest.ts';
import { cardOf, showAll } from './board.ts';

const TASKS = 24;
const ON_HOLD = 4423;
const mint = minting(customAlphabet(ID_ALPHABET, ID_BODY_LENGTH));

/** Somebody with a token and a program of their own. */
class Replica {
  readonly doc = new Y.Doc();
  readonly #provider: WebsocketProvider;
  /** The code with which the server ended it for good. */
  readonly ended: Promise<number>;

  constructor(server: ServerProcess, hackfest: Organized, token: string) {
    const { origin } = server;
    class FromPage extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { origin });
      }
    }
    this.#provider = new WebsocketProvider(origin.replace('http', 'ws') + SYNC_PATH, hackfest.boardId, this.doc, {
      protocols: [SUBPROTOCOL, BEARER_PREFIX + token],
      WebSocketPolyfill: FromPage as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    this.ended = new Promise((resolve) => this.#provider.on('closed', ({ code }) => resolve(code)));
  }

  async synced(): Promise<this> {
    if (!this.#provider.synced) await new Promise<void>((resolve) => this.#provider.once('sync', () => resolve()));
    return this;
  }

  get tasks() {
    return viewBoard(this.doc).tasks;
  }

  /** Resolves when the board here meets the condition. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const ask = () => {
        if (!condition()) return;
        this.doc.off('update', ask);
        resolve();
      };
      this.doc.on('update', ask);
    });
  }

  close(): void {
    this.#provider.destroy();
  }
}

test('[BR40] a vandal is held, one click brings the work back, and what others do later stays', async ({ server, people }) => {
  const hackfest = await organize(server);
  const sam = await people.page(LAPTOP);
  await people.join(sam, hackfest.links.facilitator, 'Sam');
  const ana = await people.page(PHONE);
  await people.join(ana, hackfest.links.join, 'Ana');

  // The room has split its challenge into many tasks.
  const bo = await new Replica(server, hackfest, (await hackfest.join('Bo')).token).synced();
  const [{ challenge } = { challenge: '' as const }] = bo.tasks;
  const made = Array.from({ length: TASKS }, (_, n) => ({ id: mint('task'), title: `Task ${n + 1}` }));
  for (const { id, title } of made) addTask(bo.doc, id, { title, challenge, order: 'a1', notes: `${title} needs a map` });
  const [first, last] = [made[0], made.at(-1)] as [{ id: TaskId }, { id: TaskId }];
  await expect(cardOf(sam, 'Task 24')).toBeVisible();

  // Somebody joins by the code everybody sees, and removes one task after the other.
  const { token } = await hackfest.join('Rex');
  const vandal = await new Replica(server, hackfest, token).synced();
  await vandal.until(() => vandal.tasks.length === TASKS + 1);
  for (const { id } of made) removeTask(vandal.doc, id);
  expect(await vandal.ended).toBe(ON_HOLD);
  vandal.close();

  // Everybody still has most of the board, and the facilitator is told who and what.
  const alarm = sam.getByRole('alert').filter({ hasText: 'Rex was stopped' });
  await expect(alarm).toBeVisible();
  await expect(alarm).toContainText('entries of others’ work');
  await expect(cardOf(sam, 'Task 1')).toBeHidden();
  await expect(cardOf(sam, 'Task 24')).toBeVisible();
  await showAll(ana);
  await expect(ana.getByText('Rex was stopped')).toBeHidden();

  // The hold outlives a crash, and another connection does not get around it.
  await server.kill();
  await server.start();
  await expect(sam.getByText('Saved', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(alarm).toBeVisible();
  const again = await new Replica(server, hackfest, token).synced();
  removeTask(again.doc, last.id);
  expect(await again.ended).toBe(ON_HOLD);
  again.close();

  // Others go on meanwhile.
  await bo.until(() => !bo.tasks.some(({ id }) => id === first.id));
  await ana.getByRole('textbox', { name: /New task for/ }).fill('Bring cake');
  await ana.keyboard.press('Enter');
  await expect(cardOf(sam, 'Bring cake')).toBeVisible();
  editTask(bo.doc, last.id, { title: 'Task 24, nearly done' });
  await expect(cardOf(sam, 'Task 24, nearly done')).toBeVisible();

  // One click, also beside an open card.
  await cardOf(sam, 'Bring cake').getByRole('button', { name: 'Bring cake', exact: true }).click();
  const clicked = Date.now();
  await alarm.getByRole('button', { name: 'Undo what they did' }).click();
  for (const { title } of made.slice(0, -1)) await expect(cardOf(sam, title)).toBeVisible();
  expect(Date.now() - clicked).toBeLessThan(10_000);
  await expect(cardOf(ana, 'Task 1')).toBeVisible();
  await expect(cardOf(sam, 'Bring cake')).toBeVisible();
  await expect(cardOf(sam, 'Task 24, nearly done')).toBeVisible();
  expect(bo.tasks.find(({ id }) => id === first.id)?.notes).toBe('Task 1 needs a map');
  bo.close();

  // Lifting the hold, here from the console, lets them in again.
  await sam.getByRole('link', { name: 'Console' }).click();
  await expect(sam.getByRole('heading', { name: /here of/ })).toBeVisible();
  await sam.getByRole('button', { name: 'Lift the hold' }).click();
  await expect(sam.getByText('Their changes are still on hold')).toBeHidden();
  const sorry = await new Replica(server, hackfest, token).synced();
  addTask(sorry.doc, mint('task'), { title: 'Say sorry', challenge, order: 'a2' });
  await expect(cardOf(ana, 'Say sorry')).toBeVisible();
  sorry.close();
  expect(people.complaints).toEqual([]);
});
