// The catalogue in one JSON file, by lowdb over our own adapter. What is checked on opening, how changes share a
// write and what a failed write undoes is here; what the records mean is not.

import { Low, type Adapter } from 'lowdb';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { ROLES, SCALES } from '../../../shared/board/schema.ts';
import { idPattern, type IdKind, type IdOf, type Millis } from '../../../shared/ids.ts';
import { HAPPENINGS, SCOPES } from '../../../shared/access/api-access.ts';
import { CatalogueError, JOININGS, LINK_KINDS, emptyCatalogue, type Catalogue, type CatalogueData } from '../catalogue.ts';
import { disk, type Disk } from './disk.ts';
import { writeDurably, type WriteFile } from './durable-file.ts';

// -- the shape of the file ------------------------------------------------------------------------------------------

const id = <K extends IdKind>(kind: K) => Type.Unsafe<IdOf<K>>(Type.String({ pattern: idPattern(kind) }));
const nobody = Type.Literal('');
const choice = <T extends string>(values: readonly T[]) => Type.Unsafe<T>(Type.Enum([...values]));
const moment = Type.Unsafe<Millis>(Type.Integer({ minimum: 0 }));
const generation = Type.Integer({ minimum: 0 });
const hash = Type.String({ minLength: 1 });
const strict = { additionalProperties: false };

const CatalogueShape = Type.Object(
  {
    version: Type.Literal(1),
    events: Type.Array(
      Type.Object(
        {
          id: id('event'),
          board: id('board'),
          title: Type.String(),
          scale: choice(SCALES),
          place: Type.String(),
          callUrl: Type.String(),
          startsAt: moment,
          endsAt: moment,
          zone: Type.String(),
          createdAt: moment,
          generations: Type.Object({ join: generation, facilitator: generation, wall: generation }, strict),
          sample: Type.Boolean(),
          joining: Type.Optional(choice(JOININGS)),
        },
        strict,
      ),
    ),
    links: Type.Array(Type.Object({ hash, kind: choice(LINK_KINDS), event: id('event'), revokedAt: moment }, strict)),
    sessions: Type.Array(
      Type.Object(
        {
          hash,
          role: choice(ROLES),
          event: Type.Union([id('event'), nobody]),
          board: Type.Union([id('board'), nobody]),
          person: Type.Union([id('person'), nobody]),
          link: choice([...LINK_KINDS, 'organizer'] as const),
          generation,
          createdAt: moment,
        },
        strict,
      ),
    ),
    deviceLinks: Type.Array(
      Type.Object(
        {
          hash,
          event: id('event'),
          board: id('board'),
          person: id('person'),
          role: choice(ROLES),
          link: choice([...LINK_KINDS, 'organizer'] as const),
          generation,
          createdAt: moment,
          expiresAt: moment,
        },
        strict,
      ),
    ),
    apiTokens: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: hash,
            hash,
            name: Type.String(),
            scopes: Type.Array(choice(SCOPES)),
            event: Type.Union([id('event'), nobody]),
            createdAt: moment,
          },
          strict,
        ),
      ),
    ),
    webhooks: Type.Optional(
      Type.Array(
        Type.Object({ id: hash, event: id('event'), url: Type.String(), of: Type.Array(choice(HAPPENINGS)), createdAt: moment }, strict),
      ),
    ),
    trackerTokens: Type.Array(Type.Object({ board: id('board'), destination: id('destination'), sealed: hash, at: moment }, strict)),
    bars: Type.Optional(
      Type.Array(Type.Object({ board: id('board'), person: id('person'), why: choice(['removed', 'waiting'] as const) }, strict)),
    ),
  },
  strict,
);
const shape = Compile(CatalogueShape);

// -- opening and changing -------------------------------------------------------------------------------------------

/**
 * A file that does not exist is created at once, so that a folder that cannot be written is known at boot.
 *
 * Every change makes a new `data` with new lists (records are never changed in place), so the state on disk stays at hand.
 * When a write fails, `data` is that state again and every change that was not durable yet rejects: those of the failed
 * write and those made on top of them, because what they decided may have rested on what is undone.
 *
 * @param write how the file is replaced; tests hand in one that fails.
 * @param read how it is read; undefined when there is none.
 */
export async function openLowdbCatalogue(
  file: string,
  write: WriteFile = writeDurably,
  read: Disk['read'] = disk.read,
): Promise<Catalogue> {
  const low = new Low<CatalogueData>(new CatalogueFile(file, write, read), emptyCatalogue());
  await low.read();
  const catalogue = new LowdbCatalogue(low);
  if (!(low.adapter as CatalogueFile).exists) {
    await low.write().catch((error: unknown) => {
      throw new CatalogueError(
        `The catalogue ${file} cannot be created: ${words(error)}. Check that its folder exists, may be written and has space.`,
        {
          cause: error,
        },
      );
    });
  }
  return catalogue;
}

type Change = { resolve(): void; reject(error: unknown): void };

class LowdbCatalogue implements Catalogue {
  readonly #low: Low<CatalogueData>;
  #durable: CatalogueData;
  #waiting: Change[] = [];
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(low: Low<CatalogueData>) {
    this.#low = low;
    this.#durable = low.data;
  }

  get data(): Readonly<CatalogueData> {
    return this.#low.data;
  }

  async change(mutate: (data: CatalogueData) => void): Promise<void> {
    if (this.#closed) throw new Error('The catalogue is closed.');
    const next = copyOfLists(this.#low.data);
    mutate(next);
    // What could not be opened again is never written.
    if (!shape.Check(next)) throw new TypeError(`This change would spoil the catalogue: ${firstProblem(next)}.`);
    this.#low.data = next;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const sharing = this.#waiting;
      const state = this.#low.data;
      this.#waiting = [];
      try {
        await this.#low.write();
        this.#durable = state;
        for (const change of sharing) change.resolve();
      } catch (error) {
        this.#undo(sharing, error);
      }
    }
    this.#writing = undefined;
  }

  #undo(sharing: readonly Change[], error: unknown): void {
    const undone = [...sharing, ...this.#waiting];
    this.#waiting = [];
    this.#low.data = this.#durable;
    for (const change of undone) change.reject(error);
  }
}

/** Lists that came later may be missing; they are replaced as a whole. */
const copyOfLists = (data: CatalogueData): CatalogueData => ({
  ...data,
  events: [...data.events],
  links: [...data.links],
  sessions: [...data.sessions],
  deviceLinks: [...data.deviceLinks],
  trackerTokens: [...data.trackerTokens],
});

// -- the file -------------------------------------------------------------------------------------------------------

class CatalogueFile implements Adapter<CatalogueData> {
  readonly #file: string;
  readonly #write: WriteFile;
  readonly #read: Disk['read'];
  #stored: string | undefined;

  constructor(file: string, write: WriteFile, read: Disk['read']) {
    this.#file = file;
    this.#write = write;
    this.#read = read;
  }

  get exists(): boolean {
    return this.#stored !== undefined;
  }

  async read(): Promise<CatalogueData | null> {
    const bytes = await this.#bytes();
    if (bytes === undefined) return null;
    const text = this.#text(bytes);
    const data = this.#checked(this.#parsed(text));
    this.#stored = text;
    return data;
  }

  async write(data: CatalogueData): Promise<void> {
    const text = `${JSON.stringify(data, null, 1)}\n`;
    try {
      await this.#write(this.#file, text);
    } catch (error) {
      await this.#putBack();
      throw error;
    }
    this.#stored = text;
  }

  /** A write can fail after the new file is in place (its folder did not sync): what was refused must not come back. */
  async #putBack(): Promise<void> {
    if (this.#stored === undefined) return;
    const found = await this.#read(this.#file).catch(() => undefined);
    if (found !== undefined && Buffer.from(found).toString() === this.#stored) return;
    await this.#write(this.#file, this.#stored).catch(() => undefined);
  }

  async #bytes(): Promise<Uint8Array | undefined> {
    try {
      return await this.#read(this.#file);
    } catch (error) {
      throw this.#unusable(`it cannot be read (${words(error)})`, error);
    }
  }

  #text(bytes: Uint8Array): string {
    if (bytes.length === 0) throw this.#unusable('it is empty');
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (error) {
      throw this.#unusable('it is not a text file', error);
    }
  }

  #parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.#unusable(`it is not complete JSON (${words(error)})`, error);
    }
  }

  #checked(value: unknown): CatalogueData {
    const version = versionOf(value);
    if (version === undefined) throw this.#unusable('it is JSON, but not a catalogue');
    if (version !== 1) throw this.#unusable(`its version is ${JSON.stringify(version)}, and this program reads version 1`);
    const whole = withLaterLists(value);
    if (!shape.Check(whole)) throw this.#unusable(`its content is wrong: ${firstProblem(whole)}`);
    const data: Static<typeof CatalogueShape> = whole;
    return data;
  }

  #unusable(problem: string, cause?: unknown): CatalogueError {
    return new CatalogueError(
      `The catalogue ${this.#file} cannot be used: ${problem}. Nothing was changed. ` +
        'Restore a backup of this file, or move it away to begin with an empty catalogue, and start again.',
      { cause },
    );
  }
}

/** Lists an older program did not write are empty. */
const withLaterLists = (value: unknown): unknown => ({ deviceLinks: [], trackerTokens: [], ...(value as object) });

function versionOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as { version?: unknown }).version;
}

/** Where and what, never the value: it may be personal. */
function firstProblem(value: unknown): string {
  const [problem] = shape.Errors(value);
  return problem === undefined ? 'unknown problem' : `${problem.instancePath || '/'} ${problem.message}`;
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
