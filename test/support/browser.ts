// Finds the Chromium that tests run in, on machines that have one and on machines that have none.
// Launching it, and what is tested in it, is not here.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export interface Browser {
  executablePath: string;
  args: string[];
}

/** Root has no sandbox in containers; the rest keeps a test browser from talking to anybody but the test. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** `$CHROMIUM`, else the system's, else Playwright's own, else the one that comes as an npm package. */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const executablePath = named(env) ?? onPath(env) ?? (await playwrightsOwn()) ?? (await packaged());
  return { executablePath, args: flags };
}

function named(env: NodeJS.ProcessEnv): string | undefined {
  const path = env.CHROMIUM;
  if (path && !isExecutable(path)) throw new Error(`CHROMIUM names ${path}, which cannot be run`);
  return path || undefined;
}

/** HACKFEST_NO_SYSTEM_BROWSER=1 hides the system's browsers, to try what a bare machine does. */
function onPath(env: NodeJS.ProcessEnv): string | undefined {
  if (env.HACKFEST_NO_SYSTEM_BROWSER === '1') return undefined;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return systemNames.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

async function playwrightsOwn(): Promise<string | undefined> {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && isExecutable(path) ? path : undefined;
}

/**
 * Unpacks the packaged Chromium (brotli, about 3 s) into the temp folder, once a version. The unpacking happens aside and is moved into
 * place whole, so that two test processes never see a half-written one. A launcher gives it the libraries and fonts that a bare Debian lacks.
 */
async function packaged(): Promise<string> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@sparticuz/chromium');
  const { version } = require(join(dirname(entry), '../../package.json')) as { version: string };
  const home = join(tmpdir(), `hackfest-board-chromium-${version}`);
  const launcher = join(home, 'launch.sh');
  if (!existsSync(launcher)) unpack(home, entry);
  return launcher;
}

function unpack(home: string, entry: string) {
  const aside = `${home}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  const script = 'require(process.argv[1]).executablePath().catch((error) => { console.error(error); process.exit(1) })';
  // The package unpacks to TMPDIR, and brings its shared libraries only where it believes to be on this runtime.
  const env = { ...process.env, TMPDIR: aside, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' };
  const { status, stderr } = spawnSync(process.execPath, ['-e', script, entry], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the packaged Chromium could not be unpacked to ${aside}: ${stderr}`);
  writeFileSync(join(aside, 'fonts', 'fonts.conf'), fontsConfiguration(home));
  writeFileSync(join(aside, 'launch.sh'), launchScript, { mode: 0o755 });
  try {
    renameSync(aside, home);
  } catch (error) {
    // Somebody else was first: theirs is as good.
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(join(home, 'launch.sh'))) throw error;
  }
}

function fontsConfiguration(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${home}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${home}/fonts-cache</cachedir>
</fontconfig>
`;
}

const launchScript = `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
