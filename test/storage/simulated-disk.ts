// A disk in memory that forgets: what was not synced survives a crash or does not, each write and each change of a name for
// itself. It writes down every state a crash could leave. Only what `Disk` asks for is here; no permissions, no times.

import { basename, dirname } from 'node:path';
import type { Content, Disk } from '../../server/storage/embedded/disk.ts';

type File = { readonly kind: 'file'; parts: (string | undefined)[] };
type Folder = { readonly kind: 'folder'; readonly names: Map<string, number> };
type Nodes = Map<number, File | Folder>;

/** A change that is not durable yet. It is when everything in `waitsFor` has been synced. */
type Change = { readonly waitsFor: Set<number>; make(nodes: Nodes): void };

const ROOT = 0;
/** Contents are written in so many pieces, any of which can be missing after a crash. */
const PIECES = 3;
/** More unsynced changes than this at one point would be too many states to try. */
const MOST_CHANGES = 12;

export class SimulatedDisk implements Disk {
  #live: Nodes;
  #durable: Nodes;
  #pending: Change[] = [];
  #next: number;
  /** States a crash so far could have left, without repetition. */
  readonly #crashes = new Map<string, Nodes>();

  constructor(nodes: Nodes = new Map([[ROOT, { kind: 'folder', names: new Map() }]])) {
    this.#live = copyOf(nodes);
    this.#durable = copyOf(nodes);
    this.#next = Math.max(...nodes.keys()) + 1;
    this.#mayCrash();
  }

  /** A disk whose content is durable: full paths and contents. */
  static async holding(files: Readonly<Record<string, string>>): Promise<SimulatedDisk> {
    const disk = new SimulatedDisk();
    for (const [file, content] of Object.entries(files)) {
      await disk.#makeFolders(dirname(file));
      await disk.writeAndSync(file, content);
    }
    return new SimulatedDisk(disk.#live);
  }

  /** One disk for each state that a crash at any point so far could have left. */
  *afterAnyCrash(): Generator<SimulatedDisk> {
    for (const nodes of this.#crashes.values()) yield new SimulatedDisk(nodes);
  }

  /** One disk for each state that a crash right now could leave. */
  *afterCrashNow(): Generator<SimulatedDisk> {
    for (const nodes of this.#states()) yield new SimulatedDisk(nodes);
  }

  /** All files with their contents; a piece that is missing is a question mark. */
  get content(): Record<string, string> {
    return listOf(this.#live);
  }

  // -- what a program does ----------------------------------------------------------------------------------------------

  async writeAndSync(file: string, content: Content): Promise<void> {
    const text = typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString();
    const old = this.#find(file);
    const number = old ?? this.#next++;
    if (old === undefined) {
      const folder = this.#folder(file);
      this.#change([folder], (nodes) => {
        if (!nodes.has(number)) nodes.set(number, { kind: 'file', parts: [] });
        namesOf(nodes, folder)?.set(basename(file), number);
      });
    } else this.#change([number], (nodes) => void nodes.set(number, { kind: 'file', parts: [] }));
    const length = Math.ceil(text.length / PIECES) || 1;
    for (let piece = 0; piece < PIECES; piece += 1) {
      const part = text.slice(piece * length, (piece + 1) * length);
      this.#change([number], (nodes) => {
        const found = nodes.get(number);
        const parts = found?.kind === 'file' ? [...found.parts] : [];
        parts[piece] = part;
        nodes.set(number, { kind: 'file', parts });
      });
    }
    this.#sync(number);
  }

  async syncFolder(folder: string): Promise<void> {
    this.#sync(this.#must(folder));
  }

  async rename(from: string, to: string): Promise<void> {
    const number = this.#must(from);
    const [source, target] = [this.#folder(from), this.#folder(to)];
    const there = this.#find(to);
    const replaced = there === undefined ? undefined : this.#live.get(there);
    if (replaced?.kind === 'folder' && replaced.names.size > 0) throw failure('ENOTEMPTY');
    this.#change([source, target], (nodes) => {
      const names = namesOf(nodes, source);
      if (names?.get(basename(from)) === number) names.delete(basename(from));
      namesOf(nodes, target)?.set(basename(to), number);
    });
  }

  async link(file: string, other: string): Promise<void> {
    const number = this.#must(file);
    if (this.#find(other) !== undefined) throw failure('EEXIST');
    const folder = this.#folder(other);
    this.#change([folder], (nodes) => void namesOf(nodes, folder)?.set(basename(other), number));
  }

  async remove(path: string): Promise<void> {
    const number = this.#find(path);
    if (number === undefined) return;
    const node = this.#live.get(number);
    if (node?.kind === 'folder') for (const name of [...node.names.keys()]) await this.remove(`${path}/${name}`);
    const folder = this.#folder(path);
    this.#change([folder], (nodes) => {
      const names = namesOf(nodes, folder);
      if (names?.get(basename(path)) === number) names.delete(basename(path));
    });
  }

  async makeFolder(path: string): Promise<void> {
    if (this.#find(path) !== undefined) return;
    const folder = this.#folder(path);
    const number = this.#next++;
    this.#change([folder], (nodes) => {
      if (!nodes.has(number)) nodes.set(number, { kind: 'folder', names: new Map() });
      namesOf(nodes, folder)?.set(basename(path), number);
    });
  }

  exists = async (path: string): Promise<boolean> => this.#find(path) !== undefined;

  read = async (file: string): Promise<Uint8Array | undefined> => {
    const number = this.#find(file);
    return number === undefined ? undefined : Buffer.from(textOf(this.#live.get(number)));
  };

  async names(folder: string): Promise<string[]> {
    return [...(namesOf(this.#live, this.#must(folder))?.keys() ?? [])];
  }

  // -- what a disk does -------------------------------------------------------------------------------------------------

  #change(waitsFor: readonly number[], make: (nodes: Nodes) => void): void {
    make(this.#live);
    this.#pending.push({ waitsFor: new Set(waitsFor), make });
    this.#mayCrash();
  }

  #sync(number: number): void {
    for (const change of this.#pending) change.waitsFor.delete(number);
    for (const change of this.#pending) if (change.waitsFor.size === 0) change.make(this.#durable);
    this.#pending = this.#pending.filter(({ waitsFor }) => waitsFor.size > 0);
    this.#mayCrash();
  }

  #mayCrash(): void {
    for (const nodes of this.#states()) this.#crashes.set(JSON.stringify(listOf(nodes, true)), nodes);
  }

  *#states(): Generator<Nodes> {
    if (this.#pending.length > MOST_CHANGES) throw new Error(`${this.#pending.length} changes wait to be synced`);
    for (let surviving = 0; surviving < 2 ** this.#pending.length; surviving += 1) {
      const nodes = copyOf(this.#durable);
      for (const [index, change] of this.#pending.entries()) if ((surviving >> index) & 1) change.make(nodes);
      yield nodes;
    }
  }

  async #makeFolders(folder: string): Promise<void> {
    if (this.#find(folder) !== undefined) return;
    await this.#makeFolders(dirname(folder));
    await this.makeFolder(folder);
    await this.syncFolder(dirname(folder));
  }

  #find(path: string): number | undefined {
    let number: number | undefined = ROOT;
    for (const name of path.split('/').filter((part) => part !== '')) {
      number = number === undefined ? undefined : namesOf(this.#live, number)?.get(name);
    }
    return number;
  }

  #must(path: string): number {
    const number = this.#find(path);
    if (number === undefined) throw failure('ENOENT');
    return number;
  }

  #folder(path: string): number {
    return this.#must(dirname(path));
  }
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

const namesOf = (nodes: Nodes, number: number): Map<string, number> | undefined => {
  const node = nodes.get(number);
  return node?.kind === 'folder' ? node.names : undefined;
};

const textOf = (node: File | Folder | undefined): string =>
  node?.kind === 'file' ? Array.from(node.parts, (part) => part ?? '?').join('') : '';

function copyOf(nodes: Nodes): Nodes {
  return new Map(
    [...nodes].map(([number, node]) => [
      number,
      node.kind === 'file' ? { kind: 'file', parts: [...node.parts] } : { kind: 'folder', names: new Map(node.names) },
    ]),
  );
}

function listOf(nodes: Nodes, withFolders = false, number = ROOT, path = ''): Record<string, string> {
  const list: Record<string, string> = {};
  for (const [name, child] of [...(namesOf(nodes, number) ?? [])].sort()) {
    const node = nodes.get(child);
    const full = `${path}/${name}`;
    if (node?.kind === 'folder') Object.assign(list, withFolders ? { [full]: '' } : {}, listOf(nodes, withFolders, child, full));
    else list[full] = textOf(node);
  }
  return list;
}
