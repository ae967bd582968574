// Messages on their way out: each is put into its WebSocket frame once and shared by all who get it, and several go out in
// one write. What a message says is messages.ts; sockets are wire.ts. Format: RFC 6455 5.2, unmasked binary frames.

const FINAL_BINARY = 0x82;
/** Below this, copying bytes together costs less than handing them over separately. */
const SMALL = 16 * 1024;

function webSocketHeader(length: number): Buffer {
  if (length < 126) return Buffer.of(FINAL_BINARY, length);
  if (length < 65_536) return Buffer.of(FINAL_BINARY, 126, length >> 8, length & 255);
  const header = Buffer.alloc(10);
  header[0] = FINAL_BINARY;
  header[1] = 127;
  header.writeUIntBE(length, 4, 6);
  return header;
}

/** One message in its WebSocket frame. */
export class Frame {
  /** The header and the message, or its beginning. */
  readonly head: Buffer;
  /** The rest of a large message: the bytes that were handed in, not a copy. */
  readonly body: Uint8Array | undefined;
  readonly #messageAt: number;

  /** A message is a few bytes to begin with and what they announce. */
  constructor(beginning: Uint8Array, rest: Uint8Array = new Uint8Array(0)) {
    const header = webSocketHeader(beginning.byteLength + rest.byteLength);
    this.#messageAt = header.byteLength;
    this.body = rest.byteLength < SMALL ? undefined : rest;
    this.head = Buffer.concat(this.body ? [header, beginning] : [header, beginning, rest]);
  }

  get size(): number {
    return this.head.byteLength + (this.body?.byteLength ?? 0);
  }

  /** The message without its frame, for those who are reached by another road. */
  get message(): Uint8Array {
    const start = this.head.subarray(this.#messageAt);
    return this.body ? Buffer.concat([start, this.body]) : start;
  }
}

/** Frames that go out together, in order. */
export class Parcel {
  readonly frames: readonly Frame[];
  /** The bytes of all frames in as few pieces as is sensible. */
  readonly buffers: readonly Uint8Array[];
  readonly size: number;

  constructor(frames: readonly Frame[]) {
    this.frames = frames;
    this.buffers = pieces(frames);
    this.size = frames.reduce((all, frame) => all + frame.size, 0);
  }

  with(...frames: readonly Frame[]): Parcel {
    return frames.length === 0 ? this : new Parcel([...this.frames, ...frames]);
  }
}

function pieces(frames: readonly Frame[]): Uint8Array[] {
  const buffers: Uint8Array[] = [];
  let open: Buffer[] = [];
  const seal = () => {
    const [only] = open;
    if (only) buffers.push(open.length === 1 ? only : Buffer.concat(open));
    open = [];
  };
  for (const { head, body } of frames) {
    open.push(head);
    if (!body) continue;
    seal();
    buffers.push(body);
  }
  seal();
  return buffers;
}
