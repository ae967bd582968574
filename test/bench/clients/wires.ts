// What the servers speak: three ways to carry the same Yjs messages. A wire says what a message is by its first bytes and
// writes the messages a client sends. No documents here.

import * as encoding from 'lib0/encoding';
import type { Door } from '../adapters/adapter.ts';
import { OPCODE, type Message } from './raw-socket.ts';

/** What a message from the server is. `ready`: now it may be asked for the board. */
export type Said = 'nothing' | 'ready' | 'state-wanted' | 'missing' | 'update' | 'presence';
export type Send = (opcode: number, bytes: Uint8Array) => void;

export interface Wire {
  /** The server may miss the first question for the board; ask again when it asks for ours. */
  readonly asksAgain: boolean;
  /** The socket is open. @returns `ready` where nothing more is needed. */
  opened(): Said;
  read(message: Message): Said;
  /** The Yjs bytes inside a message that was just read; a copy. */
  payload(message: Message): Uint8Array;
  have(stateVector: Uint8Array): void;
  missing(update: Uint8Array): void;
  update(update: Uint8Array): void;
  presence(update: Uint8Array): void;
}

export const HAVE_NOTHING = Uint8Array.of(0);
export const NOTHING_NEW = Uint8Array.of(0, 0);

const SYNC = 0;
const PRESENCE = 1;
const STEP = { state: 0, missing: 1, update: 2 } as const;
const SYNC_SAYS: readonly Said[] = ['state-wanted', 'missing', 'update'];

function written(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}

/** Reads a length written as varuint, and gives what it measures. */
function measured(bytes: Buffer, at: number): Uint8Array {
  let length = 0;
  let unit = 1;
  let byte: number;
  do {
    byte = bytes[at++] as number;
    length += (byte & 127) * unit;
    unit *= 128;
  } while (byte > 127);
  return new Uint8Array(bytes.subarray(at, at + length));
}

/** y-websocket: a type, for sync a step, and the bytes. Hocuspocus writes the document's name before each message. */
class NamedWire implements Wire {
  readonly asksAgain = false;
  readonly #name: Uint8Array;
  readonly #send: Send;

  constructor(send: Send, name: string) {
    this.#send = send;
    this.#name = name === '' ? new Uint8Array() : written((encoder) => encoding.writeVarString(encoder, name));
  }

  opened(): Said {
    return 'ready';
  }

  protected say(write: (encoder: encoding.Encoder) => void): void {
    this.#send(
      OPCODE.bytes,
      written((encoder) => {
        encoding.writeUint8Array(encoder, this.#name);
        write(encoder);
      }),
    );
  }

  protected typeAt(message: Message): number {
    return message.start + this.#name.length;
  }

  read(message: Message): Said {
    if (message.opcode !== OPCODE.bytes) return 'nothing';
    const at = this.typeAt(message);
    const type = message.bytes[at];
    if (type === SYNC) return SYNC_SAYS[message.bytes[at + 1] as number] ?? 'nothing';
    return type === PRESENCE ? 'presence' : 'nothing';
  }

  payload(message: Message): Uint8Array {
    const at = this.typeAt(message);
    return measured(message.bytes, message.bytes[at] === PRESENCE ? at + 1 : at + 2);
  }

  #sync(step: number, bytes: Uint8Array): void {
    this.say((encoder) => {
      encoding.writeVarUint(encoder, SYNC);
      encoding.writeVarUint(encoder, step);
      encoding.writeVarUint8Array(encoder, bytes);
    });
  }

  have(stateVector: Uint8Array): void {
    this.#sync(STEP.state, stateVector);
  }

  missing(update: Uint8Array): void {
    this.#sync(STEP.missing, update);
  }

  update(update: Uint8Array): void {
    this.#sync(STEP.update, update);
  }

  presence(update: Uint8Array): void {
    this.say((encoder) => {
      encoding.writeVarUint(encoder, PRESENCE);
      encoding.writeVarUint8Array(encoder, update);
    });
  }
}

const AUTH = 2;
const AUTH_TOKEN = 0;
const AUTH_GRANTED = 2;
/** An answer to a sync message, which some versions send under a type of its own. */
const SYNC_REPLY = 4;

class HocuspocusWire extends NamedWire {
  override opened(): Said {
    this.say((encoder) => {
      encoding.writeVarUint(encoder, AUTH);
      encoding.writeVarUint(encoder, AUTH_TOKEN);
      encoding.writeVarString(encoder, 'anybody');
    });
    return 'nothing';
  }

  override read(message: Message): Said {
    const at = this.typeAt(message);
    const type = message.bytes[at];
    if (type === SYNC_REPLY) return SYNC_SAYS[message.bytes[at + 1] as number] ?? 'nothing';
    if (type === AUTH) return message.bytes[at + 1] === AUTH_GRANTED ? 'ready' : 'nothing';
    return super.read(message);
  }
}

/** How events of Socket.io begin: engine.io's message (4), then open, connect, event or answer with one attachment. */
const ENGINE_OPEN = '0';
const ENGINE_PING = '2';
const EVENT = /^45\d+-[^[]*?(?:,(\d*))?\["([\w-]+)"/;
const EVENT_SAYS: { readonly [event: string]: Said } = {
  'sync-step-1': 'state-wanted',
  'sync-update': 'update',
  'awareness-update': 'presence',
};

/** y-socket.io: a namespace per room; an event is a text frame and its bytes follow in a frame of their own. */
class SocketIoWire implements Wire {
  // With persistence on, the server listens only when the board is loaded.
  readonly asksAgain = true;
  readonly #send: Send;
  readonly #namespace: string;
  /** What the bytes that come next are. */
  #next: Said = 'nothing';
  #answerTo = '';

  constructor(send: Send, room: string) {
    this.#send = send;
    this.#namespace = `/yjs|${room}`;
  }

  opened(): Said {
    return 'nothing';
  }

  read({ opcode, bytes, start, kept }: Message): Said {
    if (opcode === OPCODE.bytes) {
      const said = this.#next;
      this.#next = 'nothing';
      return said;
    }
    const text = bytes.toString('latin1', start, start + kept);
    if (text.startsWith(ENGINE_PING)) this.#text('3');
    else if (text.startsWith(ENGINE_OPEN)) this.#text(`40${this.#namespace},`);
    else if (text.startsWith('40')) return 'ready';
    else if (text.startsWith('46')) this.#next = 'missing';
    else this.#event(text);
    return 'nothing';
  }

  #event(text: string): void {
    const [, id = '', event = ''] = EVENT.exec(text) ?? [];
    this.#next = EVENT_SAYS[event] ?? 'nothing';
    if (event === 'sync-step-1') this.#answerTo = id;
  }

  payload({ bytes, start, kept }: Message): Uint8Array {
    return new Uint8Array(bytes.subarray(start, start + kept));
  }

  #text(text: string): void {
    this.#send(OPCODE.text, Buffer.from(text));
  }

  #emit(event: string, id: string, bytes: Uint8Array): void {
    this.#text(`451-${this.#namespace},${id}["${event}",{"_placeholder":true,"num":0}]`);
    this.#send(OPCODE.bytes, bytes);
  }

  have(stateVector: Uint8Array): void {
    this.#emit('sync-step-1', '0', stateVector);
  }

  missing(update: Uint8Array): void {
    if (this.#answerTo === '') return this.update(update);
    this.#text(`461-${this.#namespace},${this.#answerTo}[{"_placeholder":true,"num":0}]`);
    this.#send(OPCODE.bytes, update);
  }

  update(update: Uint8Array): void {
    this.#emit('sync-update', '', update);
  }

  presence(update: Uint8Array): void {
    this.#emit('awareness-update', '', update);
  }
}

export function wireFor({ wire, room }: Pick<Door, 'wire' | 'room'>, send: Send): Wire {
  if (wire === 'y-websocket') return new NamedWire(send, '');
  return wire === 'hocuspocus' ? new HocuspocusWire(send, room) : new SocketIoWire(send, room);
}

/** The presence of one client, as Yjs clients send it. */
export const presenceOf = (client: number, clock: number, state: object): Uint8Array =>
  written((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  });
