// The little of tar that a backup needs: plain files with short names, one after the other, so that any tar can list and
// unpack it. Reading is strict: what a backup never has (folders, links, long names) is refused, not skipped.

export type Member = { readonly name: string; readonly bytes: Uint8Array };

/** The archive is not one of ours or is damaged; the message says how, for the organizer. */
export class ArchiveError extends Error {
  override name = 'ArchiveError';
}

const BLOCK = 512;
const LONGEST_NAME = 99;
const PLAIN_FILE = '0';
// Where the fields of a head begin, and how long they are (POSIX ustar).
const NAME = [0, 100] as const;
const MODE = [100, 8] as const;
const OWNER = [108, 8] as const;
const GROUP = [116, 8] as const;
const SIZE = [124, 12] as const;
const TIME = [136, 12] as const;
const SUM = [148, 8] as const;
const KIND = [156, 1] as const;
const LINK = [157, 100] as const;
const FORMAT = [257, 8] as const;
const PREFIX = [345, 155] as const;
type Field = readonly [at: number, length: number];

// -- writing ----------------------------------------------------------------------------------------------------------

/** @param seconds the time of all members. */
export async function* writeTar(members: AsyncIterable<Member>, seconds: number): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes } of members) {
    yield head(name, bytes.length, seconds);
    yield bytes;
    yield new Uint8Array(padding(bytes.length));
  }
  yield new Uint8Array(2 * BLOCK);
}

function head(name: string, length: number, seconds: number): Buffer {
  if (name.length > LONGEST_NAME) throw new RangeError(`${name} is too long a name for this archive`);
  const block = Buffer.alloc(BLOCK);
  const put = ([at]: Field, text: string): number => block.write(text, at, 'latin1');
  const number = (field: Field, value: number): number => put(field, value.toString(8).padStart(field[1] - 1, '0'));
  put(NAME, name);
  number(MODE, 0o600);
  number(OWNER, 0);
  number(GROUP, 0);
  number(SIZE, length);
  number(TIME, seconds);
  put(KIND, PLAIN_FILE);
  put(FORMAT, 'ustar\x0000');
  put(SUM, `${sumOf(block).toString(8).padStart(6, '0')}\x00 `);
  return block;
}

const padding = (length: number): number => (BLOCK - (length % BLOCK)) % BLOCK;

/** Of all bytes of a head, with its own field taken as blanks. */
function sumOf(block: Buffer): number {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= SUM[0] && at < SUM[0] + SUM[1] ? 32 : (block[at] as number);
  return sum;
}

// -- reading ----------------------------------------------------------------------------------------------------------

/** Reads at most so much; a longer member or archive is refused before it is read. */
export type Caps = { readonly member: (name: string) => number; readonly total: number };

/** @param caps.member how long a member of this name may be; -1 when there can be none. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>, caps: Caps): AsyncGenerator<Member> {
  const bytes = new Bytes(chunks, caps.total);
  try {
    for (;;) {
      const block = await bytes.take(BLOCK);
      // To the very end: only there does the compression tell whether all of it was right.
      if (block.every((byte) => byte === 0)) return await bytes.drain();
      const { name, length } = readHead(block);
      if (length > caps.member(name)) throw new ArchiveError(`it holds "${name}" of ${length} bytes, which no backup has`);
      yield { name, bytes: await bytes.take(length) };
      await bytes.take(padding(length));
    }
  } finally {
    await bytes.end();
  }
}

function readHead(block: Buffer): { name: string; length: number } {
  const text = ([at, length]: Field): string => block.toString('latin1', at, at + length).replace(/\0.*$/s, '');
  const number = (field: Field): number => {
    const digits = text(field).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  };
  if (text(FORMAT) !== 'ustar' || number(SUM) !== sumOf(block)) throw new ArchiveError('it is damaged, or no backup of this program');
  const name = text(NAME);
  const length = number(SIZE);
  if (text(KIND) !== PLAIN_FILE || text(LINK) !== '' || text(PREFIX) !== '' || Number.isNaN(length))
    throw new ArchiveError(`"${name}" in it is no plain file`);
  return { name, length };
}

/** Hands a stream of chunks out in the lengths that are asked for. */
class Bytes {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #left: number;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>, total: number) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#left = total;
  }

  async take(length: number): Promise<Buffer> {
    const parts = [this.#held];
    let have = this.#held.length;
    while (have < length) {
      const part = await this.#next();
      if (part === undefined) throw new ArchiveError('it is cut short');
      parts.push(Buffer.from(part));
      have += part.length;
    }
    const all = parts.length === 1 ? this.#held : Buffer.concat(parts);
    this.#held = all.subarray(length);
    return all.subarray(0, length);
  }

  async drain(): Promise<void> {
    while ((await this.#next()) !== undefined);
  }

  async #next(): Promise<Uint8Array | undefined> {
    const next = await this.#chunks.next();
    if (next.done === true) return undefined;
    this.#left -= next.value.length;
    if (this.#left < 0) throw new ArchiveError('it unpacks to more than a backup can hold');
    return next.value;
  }

  async end(): Promise<void> {
    await this.#chunks.return?.();
  }
}
