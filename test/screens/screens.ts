// The command: pictures of every screen into .cache/screens, and for each group a sheet with all of them side by side.
//   npm run screens                       all
//   npm run screens -- --only phone-dark  groups or screens whose name holds this; several with commas

import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findBrowser } from '../support/browser.ts';
import { Hall, type Crowd, type Furnished } from './hall.ts';
import { DEVICES, groupOf, SCREENS, SHOTS, type Shot, type Visitor } from './shots.ts';

const FOLDER = fileURLToPath(new URL('../../.cache/screens/', import.meta.url));
const SHEET = { width: 1800, height: 1000 } as const;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const wanted = values.only.split(',').filter(Boolean);
const nameOf = (shot: Shot): string => `${shot.screen}-${groupOf(shot)}`;
const shots = SHOTS.filter((shot) => wanted.length === 0 || wanted.some((part) => nameOf(shot).includes(part)));

type Entry = Awaited<ReturnType<BrowserContext['storageState']>>;

/** What a visitor's browser keeps once they are in; each comes in once for each event. */
class Doors {
  readonly #browser: Browser;
  readonly #hall: Hall;
  readonly #entries = new Map<string, Entry>();

  constructor(browser: Browser, hall: Hall) {
    this.#browser = browser;
    this.#hall = hall;
  }

  async entry(visitor: Visitor, crowd: Crowd, event: Furnished): Promise<Entry> {
    const key = `${visitor} ${crowd}`;
    const known = this.#entries.get(key);
    if (known) return known;
    const context = await this.#browser.newContext({ baseURL: this.#hall.origin });
    const page = await context.newPage();
    await this.#come(page, visitor, event);
    const entry = await context.storageState();
    await context.close();
    this.#entries.set(key, entry);
    return entry;
  }

  async #come(page: Page, visitor: Visitor, { links }: Furnished): Promise<void> {
    if (visitor === 'nobody') return;
    if (visitor === 'organizer') {
      await page.goto(`/organizer#${this.#hall.organizer}`);
      await page.locator('h1').first().waitFor();
      return;
    }
    const facilitates = visitor === 'facilitator';
    await page.goto(facilitates ? `/facilitate#${links.facilitator}` : `/join#${links.join}`);
    await page
      .getByRole('textbox')
      .first()
      .fill(facilitates ? 'Sam' : 'Beatriz');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/board/**');
    await page.locator('article').first().waitFor();
  }
}

async function take(browser: Browser, doors: Doors, shot: Shot, event: Furnished, origin: string): Promise<string> {
  const screen = SCREENS[shot.screen];
  if (!screen) throw new Error(`there is no screen ${shot.screen}`);
  const { viewport, deviceScaleFactor, ...device } = DEVICES[shot.device];
  const context = await browser.newContext({
    ...device,
    baseURL: origin,
    viewport: { width: Math.round(viewport.width / shot.zoom), height: Math.round(viewport.height / shot.zoom) },
    deviceScaleFactor: deviceScaleFactor * shot.zoom,
    storageState: await doors.entry(screen.as, shot.crowd, event),
    reducedMotion: 'reduce',
    locale: 'en-GB',
    colorScheme: shot.theme === 'dark' ? 'dark' : 'light',
    contrast: shot.theme === 'contrast' ? 'more' : 'no-preference',
  });
  await context.addInitScript((language) => localStorage.setItem('hackfest:language', language), shot.language);
  const page = await context.newPage();
  await screen.open(page, event);
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  const path = join(FOLDER, groupOf(shot), `${shot.screen}.png`);
  await page.screenshot({ path });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) console.log(`${nameOf(shot)} scrolls sideways by ${wide} px`);
  await context.close();
  return path;
}

/** All pictures of a group on one, to be looked at together. */
async function sheet(browser: Browser, group: string, paths: readonly string[]): Promise<void> {
  const page = await browser.newPage({ viewport: SHEET });
  const picture = (path: string) => `<img src="data:image/png;base64,${readFileSync(path).toString('base64')}">`;
  const columns = Math.min(paths.length, group.startsWith('phone') ? 5 : 3);
  const style = `body{margin:0;display:grid;grid-template-columns:repeat(${columns},1fr);gap:12px;background:#888}img{width:100%}`;
  await page.setContent(`<style>${style}</style>${paths.map(picture).join('')}`);
  await page.screenshot({ path: join(FOLDER, `${group}.png`), fullPage: true });
  await page.close();
}

const hall = await Hall.open();
const browser = await chromium.launch({ ...(await findBrowser()), chromiumSandbox: false });
try {
  mkdirSync(FOLDER, { recursive: true });
  const crowds = [...new Set(shots.map(({ crowd }) => crowd))];
  const events = new Map<Crowd, Furnished>();
  for (const crowd of crowds) events.set(crowd, await hall.furnish(crowd));
  const doors = new Doors(browser, hall);
  for (const group of new Set(shots.map(groupOf))) {
    const some = shots.filter((shot) => groupOf(shot) === group);
    rmSync(join(FOLDER, group), { recursive: true, force: true });
    const paths: string[] = [];
    for (const shot of some) {
      try {
        paths.push(await take(browser, doors, shot, events.get(shot.crowd) as Furnished, hall.origin));
      } catch (error) {
        console.log(`${nameOf(shot)}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
        process.exitCode = 1;
      }
    }
    await sheet(browser, group, paths);
    console.log(`${group}: ${paths.length} screens`);
  }
} finally {
  await browser.close();
  await hall.close();
}
