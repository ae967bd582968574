// What the bench asks of a server it measures. One file beside this one per server.

/** How a y-websocket client gets into a room. */
export type Door = {
  /** Without the room, such as ws://127.0.0.1:3000/sync */
  readonly address: string;
  readonly room: string;
  readonly protocols: readonly string[];
  /** The page such a client would come from. */
  readonly origin: string;
};

/** People who all want one seat. Each claim resolves with whether it was won. */
export type Rush = { readonly claims: readonly (() => Promise<boolean>)[]; close(): void };

export type Running = {
  readonly pid: number;
  /** A new, empty room. */
  openRoom(): Promise<Door>;
  /** Brings so many people before one seat, all connected; servers without seats leave it out. */
  rush?(people: number): Promise<Rush>;
  stop(): Promise<void>;
};

export type Adapter = {
  readonly name: string;
  /** @param pinning a command that is put before the server's own; may be empty. */
  start(pinning: readonly string[]): Promise<Running>;
};
