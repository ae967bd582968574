// Starts the process: environment, stores, app, listening, signals. The only module with effects on import.
//   main.js         serves
//   main.js link    prints the organizer's link again
//   main.js backup <file>, main.js restore <file>

import closeWithGrace from 'close-with-grace';
import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { customAlphabet } from 'nanoid';
import { pino } from 'pino';
import { ID_ALPHABET, ID_BODY_LENGTH, minting } from '../shared/ids.ts';
import pkg from '../package.json' with { type: 'json' };
import { organizerSecret } from './access/secrets.ts';
import { buildApp, type App } from './app.ts';
import { BackupError, backup } from './backup/backup.ts';
import { restore } from './backup/restore.ts';
import { systemClock } from './clock.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import type { Deps } from './deps.ts';
import { fillSample, sampleEvent } from './sample/fill.ts';
import { outgoing } from './outgoing.ts';
import { CatalogueError, type Catalogue } from './storage/catalogue.ts';
import { DataFolderError, instanceKey, openDataFolder } from './storage/embedded/data-folder.ts';
import { openLmdbLog } from './storage/embedded/lmdb-log.ts';
import { openLowdbCatalogue } from './storage/embedded/lowdb-catalogue.ts';
import type { UpdateLog } from './storage/update-log.ts';
import { lanHosts, organizerLink, welcome } from './welcome.ts';

const logger = (config: Config) =>
  pino({ level: config.logLevel, redact: ['req.headers.authorization', 'req.headers["sec-websocket-protocol"]'] });

async function openDeps(config: Config): Promise<Deps & { close(): Promise<void> }> {
  const folder = await openDataFolder(config.dataFolder);
  const log = logger(config);
  const updates = await openLmdbLog(
    join(folder.path, 'boards'),
    (error) => log.error({ err: error }, 'the update log failed'),
    (found) => process.stderr.write(`\n${found}\n\n`),
  );
  const catalogue = await openLowdbCatalogue(join(folder.path, 'catalogue.json'));
  await mustBelongTogether(catalogue, updates, folder.path);
  return {
    clock: systemClock,
    mint: minting(customAlphabet(ID_ALPHABET, ID_BODY_LENGTH)),
    randomBytes,
    log: updates,
    catalogue,
    instanceKey: await instanceKey(folder.path, randomBytes),
    logger: log,
    fetch: outgoing(config.intranet),
    async close() {
      await updates.close();
      await catalogue.close();
      await folder.release();
    },
  };
}

/** A board is stored before its event is noted: events without any board mean that the boards are gone. */
async function mustBelongTogether(catalogue: Catalogue, updates: UpdateLog, folder: string): Promise<void> {
  const events = catalogue.data.events.length;
  if (events === 0 || (await updates.boards()).length > 0) return;
  throw new DataFolderError(
    `${join(folder, 'catalogue.json')} names ${events} events, but ${join(folder, 'boards')} holds no board. ` +
      'Put the folder "boards" back or restore a backup. To begin anew, move the catalogue away.',
  );
}

/** In development the pages come from Vite, which passes the rest on to this server. */
const DEV_PAGES_PORT = 3000;

/** A developer's first look is at a board with work on it. */
async function seed(app: App, { clock, mint }: Deps): Promise<void> {
  if (app.events.list().length > 0) return;
  const now = clock.now();
  await app.events.create(sampleEvent(now), (room) => fillSample(room.doc, mint, now));
}

async function serve(config: Config): Promise<void> {
  const deps = await openDeps(config);
  let port = config.dev ? DEV_PAGES_PORT : config.port;
  const hosts = reachableHosts(config.host);
  const clientFolder = join(import.meta.dirname, '../client');
  const app = await buildApp(deps, {
    config,
    version: pkg.version,
    clientFolder: existsSync(clientFolder) && !config.dev ? clientFolder : undefined,
    lanAddresses: () => hosts.map((host) => `http://${host}:${port}`),
  });
  try {
    await app.http.listen({ host: config.host, port: config.port });
  } catch (error) {
    await deps.close();
    throw listenProblem(error, config);
  }
  const address = app.http.server.address();
  if (typeof address === 'object' && address && !config.dev) port = address.port;
  if (config.dev) await seed(app, deps);
  void app.exports.wake();
  closeWithGrace({ delay: 15_000, logger: deps.logger }, async ({ err }) => {
    if (err) deps.logger.error({ err }, 'ending after an unexpected error');
    await app.close();
    await deps.close();
  });
  const secret = organizerSecret(deps.instanceKey);
  process.stdout.write(`${welcome({ port, publicUrl: config.publicUrl, secret, dataFolder: config.dataFolder, hosts })}\n`);
}

/** The addresses others on the network can use: none when the server listens to this machine alone. */
function reachableHosts(host: string): readonly string[] {
  const all = lanHosts();
  return host === '0.0.0.0' || host === '::' ? all : all.filter((one) => one === host);
}

function listenProblem(error: unknown, config: Config): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new ConfigError(
      `Port ${config.port} is taken by another program. Stop that one, or choose another port: HACKFEST_PORT=${config.port + 1} npm start`,
    );
  }
  if (code === 'EACCES')
    return new ConfigError(`Port ${config.port} needs special rights. Choose one above 1023: HACKFEST_PORT=3000 npm start`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ConfigError(`This machine has no address ${config.host}. Set HACKFEST_HOST to 0.0.0.0 or to an address it has.`);
  return error as Error;
}

async function printLink(config: Config): Promise<void> {
  const secret = organizerSecret(await instanceKey(config.dataFolder, randomBytes));
  if (config.port === 0 && config.publicUrl === '')
    throw new ConfigError(
      'HACKFEST_PORT=0 lets the system choose a port at each start, so there is no link to print. Set a port, or HACKFEST_PUBLIC_URL.',
    );
  process.stdout.write(`${organizerLink(config.publicUrl || `http://localhost:${config.port}`, secret)}\n`);
}

async function makeBackup(config: Config, file: string): Promise<void> {
  const made = await backup(config.dataFolder, file, { program: pkg.version, now: systemClock.now() });
  process.stdout.write(
    `Wrote ${made.file} (${made.events} events, ${made.boards} boards, ${made.bytes} bytes) and read it back.\n` +
      'Keep it where only you can read it: whoever has it can open every board.\n',
  );
}

async function restoreBackup(config: Config, file: string): Promise<void> {
  const { manifest, aside } = await restore(config.dataFolder, file);
  process.stdout.write(
    `Restored ${manifest.events} events and ${manifest.boards.length} boards as they were at ${manifest.at}.\n` +
      `What was there before is in ${aside}. Delete it when you do not need it any more.\n`,
  );
}

function fileFor(command: string): string {
  const [file, ...more] = process.argv.slice(3);
  if (file === undefined || more.length > 0) throw new ConfigError(`Say which file: npm run ${command} -- my-backup.tgz`);
  return file;
}

const PLAIN = [ConfigError, DataFolderError, CatalogueError, BackupError];
const isPlain = (error: unknown): error is Error => PLAIN.some((kind) => error instanceof kind);

async function main(): Promise<void> {
  const config = readConfig(process.env, process.cwd());
  const command = process.argv[2] ?? 'serve';
  if (command === 'serve') return serve(config);
  if (command === 'link') return printLink(config);
  if (command === 'backup') return makeBackup(config, fileFor(command));
  if (command === 'restore') return restoreBackup(config, fileFor(command));
  throw new ConfigError(`There is no command "${command}". Use "link", "backup" or "restore", or none to serve.`);
}

main().catch((error: unknown) => {
  // Whoever runs this sees one plain sentence for what they can mend, and a stack for what is our fault.
  process.stderr.write(isPlain(error) ? `\n${error.message}\n\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
