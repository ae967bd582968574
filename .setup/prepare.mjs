// Makes a clone ready to run: packages as the lockfile says, a build as the sources say. Runs before `npm start` and `npm test`.
// Node built-ins only, because it runs before anything is installed. It never starts the server and never touches data/.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', 'built-from.txt');

/** What a build is made of: a change in any of these asks for a new one. */
const sources = ['client', 'server', 'shared', 'package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'];

/**
 * A lockfile's `packages` table, as far as it matters here.
 * @typedef {Record<string, { version?: string, optional?: boolean }>} Packages
 */

/**
 * Whether every package the lockfile asks for lies in node_modules in the asked version. Optional ones may be absent: they belong to other
 * platforms. npm keeps the second table itself, so an install by hand counts as well as one made here.
 * @param {Packages} locked
 * @param {Packages} installed
 */
export function packagesAreCurrent(locked, installed) {
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === wanted.version : wanted.optional === true;
  });
}

/**
 * One line that changes whenever a source is edited, added, renamed or removed. Contents, not dates: a checkout makes old files new.
 * @param {Iterable<readonly [path: string, content: string | Uint8Array]>} files
 */
export function fingerprint(files) {
  const lines = Array.from(files, ([path, content]) => `${createHash('sha256').update(content).digest('hex')} ${path}`);
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** @param {string} version such as `20.19.0` */
export function nodeIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

/**
 * @param {string} path
 * @returns {Generator<readonly [string, Uint8Array]>}
 */
function* filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (statSync(full).isFile()) yield [path, readFileSync(full)];
  else for (const name of readdirSync(full)) yield* filesUnder(`${path}/${name}`);
}

function sourcesFingerprint() {
  return fingerprint(sources.flatMap((path) => [...filesUnder(path)]));
}

/**
 * @param {string} path
 * @returns {Packages | undefined}
 */
function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function run(file, args) {
  const { status } = spawnSync(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

function install() {
  if (packagesAreCurrent(packagesIn('package-lock.json') ?? {}, packagesIn('node_modules/.package-lock.json') ?? {})) return;
  console.log('Installing packages (needed once, and after an update) …');
  const npm = process.env.npm_execpath;
  // A production environment would leave the builder out.
  const ci = ['ci', '--include=dev'];
  if (npm) run(process.execPath, [npm, ...ci]);
  else run('npm', ci);
}

function build() {
  const wanted = sourcesFingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted) return;
  console.log('Building …');
  // A build that fails halfway must not count as the one the old stamp speaks of.
  rmSync(stamp, { force: true });
  run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']);
  writeFileSync(stamp, `${wanted}\n`);
}

/** `packages` prepares the packages only; anything else prepares all. */
function prepare() {
  if (!nodeIsNewEnough(process.versions.node)) {
    console.error(`Hackfest Board needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org/en/download`);
    process.exit(1);
  }
  install();
  if (process.argv[2] !== 'packages') build();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
