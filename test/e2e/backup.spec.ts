// A board put back from a backup while a browser holds newer work: nothing of it gets in unasked, nothing of it is lost, and
// a facilitator lets it in. The real commands, the real server, two real browsers.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cardOf, expectText, write } from './board.ts';
import { expect, LAPTOP, organize, test, type ServerProcess } from './hackfest.ts';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

/** `npm run backup` and `npm run restore`, as an organizer types them. */
function command(server: ServerProcess, name: 'backup' | 'restore', file: string): void {
  execFileSync(process.execPath, [MAIN, name, file], { env: { ...process.env, HACKFEST_DATA: server.folder }, stdio: 'pipe' });
}

test('[QU5] after a backup was put back, others’ newer work in a browser waits, and is merged once a facilitator lets it in', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const [ana, fay] = [await people.page(LAPTOP), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(fay, event.links.facilitator, 'Fay');
  for (const page of [ana, fay]) await cardOf(page, event.task).getByRole('button', { name: event.task, exact: true }).click();
  // Both wrote before: the backup knows whose hand is whose.
  await write(fay, 'Brief', 'in the backup');
  await expectText(ana, 'Brief', 'in the backup');
  const file = join(server.folder, '..', `${Date.now()}.tgz`);
  command(server, 'backup', file);
  await write(fay, 'Notes', 'since the backup');
  await expectText(ana, 'Notes', 'since the backup');
  // Fay leaves: from now on only Ana's browser has what Fay wrote since. What Ana wrote herself would simply be taken.
  await fay.context().close();

  await server.kill();
  command(server, 'restore', file);
  await server.start();
  await expect(ana.getByText(/The board was put back from a backup/)).toBeVisible({ timeout: 30_000 });
  await expectText(ana, 'Notes', '', 20_000);
  await expectText(ana, 'Brief', 'in the backup');

  const dee = await people.page(LAPTOP);
  await people.join(dee, event.links.facilitator, 'Dee');
  await cardOf(dee, event.task).getByRole('button', { name: event.task, exact: true }).click();
  await expectText(dee, 'Notes', '');
  await dee.getByRole('button', { name: /Let such devices in/ }).click();
  await ana.reload();
  await expectText(ana, 'Notes', 'since the backup', 30_000);
  await expectText(dee, 'Notes', 'since the backup');
  await expect(ana.getByText(/The board was put back from a backup/)).toBeHidden();
  await write(ana, 'Notes', 'since the backup, and on');
  await expectText(dee, 'Notes', 'since the backup, and on');
  expect(people.complaints).toEqual([]);
});
