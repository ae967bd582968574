// What one device shows: the theme and language chosen in the settings. Whether each theme reads is axe.spec.ts and tokens.test.ts.

import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

for (const [name, device] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
  test(`[LK52] on a ${name} a theme is worn at once, focus comes back, and the next load wears it too`, async ({ server, people }) => {
    const event = await organize(server);
    const page = await people.page({ ...device, colorScheme: 'light' });
    await people.join(page, event.links.join, 'Ana');
    const worn = page.locator('html');
    await expect(worn).not.toHaveAttribute('data-theme');

    const settings = page.getByRole('button', { name: 'Look and language' });
    // A phone's bar has no room for them.
    const more = page.getByRole('button', { name: 'More', exact: true });
    if (name === 'phone') await more.click();
    await settings.click();
    await page.getByRole('radio', { name: 'High contrast' }).check();
    await expect(worn).toHaveAttribute('data-theme', 'contrast');
    await page.keyboard.press('Escape');
    await expect(settings).toBeFocused();

    await page.reload();
    if (name === 'phone') await more.click();
    await expect(settings).toBeVisible();
    await expect(worn).toHaveAttribute('data-theme', 'contrast');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

    await settings.click();
    await page.getByRole('radio', { name: 'As the system' }).check();
    await expect(worn).not.toHaveAttribute('data-theme');
    expect(people.complaints).toEqual([]);
  });
}

test('[LG5] another language is spoken at once: nothing typed is lost, dates and direction follow, and the next load speaks it', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const page = await people.page(PHONE);
  await page.goto(`/join#${event.links.join}`);
  const name = page.getByRole('textbox').first();
  await name.fill('Ana');
  const language = page.getByRole('combobox');
  await language.focus();
  await language.selectOption('de');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('combobox', { name: 'Sprache' })).toBeFocused();
  await expect(name).toHaveValue('Ana');
  await expect(page.getByText('Open data day')).toBeVisible();

  await name.fill('A'.repeat(60));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Zeichen');
  await name.fill('Ana');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/board/**');
  await expect(page.getByRole('navigation').getByText('Alle', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Aussehen und Sprache' }).click();
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('es');
  await expect(page.getByRole('dialog').getByRole('combobox', { name: 'Idioma' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  expect(people.complaints).toEqual([]);
});

test('[LG6] home, joining and the wall have the settings too; a wall keeps a theme of its own', async ({ server, people }) => {
  const event = await organize(server);
  const page = await people.page({ ...LAPTOP, colorScheme: 'light' });
  for (const address of ['/', `/join#${event.links.join}`]) {
    await page.goto(address);
    await page.getByRole('button', { name: 'Look and language' }).click();
    await expect(page.getByRole('dialog').getByRole('radio', { name: 'High contrast' })).toBeVisible();
    await page.keyboard.press('Escape');
  }
  const wall = await people.page(LAPTOP);
  await wall.goto(`/wall#${event.links.wall}`);
  const worn = wall.locator('html');
  await expect(worn).toHaveAttribute('data-theme', 'dark');
  await wall.getByRole('button', { name: 'Look and language' }).click();
  await wall.getByRole('radio', { name: 'Light' }).check();
  await expect(worn).toHaveAttribute('data-theme', 'light');
  await wall.goto('/');
  await expect(worn).not.toHaveAttribute('data-theme');
  expect(people.complaints).toEqual([]);
});

test('[SN4] the wall and the console ring until somebody turns them off, and stay off', async ({ server, people }) => {
  const event = await organize(server);
  const wall = await people.page(LAPTOP);
  await wall.goto(`/wall#${event.links.wall}`);
  const bell = wall.getByRole('button', { name: /^Bell/ });
  await expect(bell).toHaveAttribute('aria-pressed', 'true');
  await bell.click();
  await expect(bell).toHaveAttribute('aria-pressed', 'false');
  await wall.reload();
  await expect(bell).toHaveAttribute('aria-pressed', 'false');
});
