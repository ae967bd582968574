// What one device shows: the theme chosen in the settings. Whether each theme reads is axe.spec.ts and tokens.test.ts.

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
