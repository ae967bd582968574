// What the bench asks of a server it measures. Ours is board.ts, the others are peers.ts.

export type WireName = 'y-websocket' | 'hocuspocus' | 'y-socket.io';

/** How one client gets into one room. A door is one person's where the server knows people, and outlives a restart. */
export type Door = {
  readonly wire: WireName;
  /** With the path, such as ws://127.0.0.1:3000/sync/b1… */
  readonly url: string;
  readonly room: string;
  readonly protocols: readonly string[];
  /** The page such a client would come from. */
  readonly origin: string;
  /** '' where the server knows no people. */
  readonly person: string;
  readonly token: string;
};

export type Given = {
  /** Where it stores; stays when it is started again. */
  readonly folder: string;
  readonly port: number;
  /** A command that is put before the server's own, such as taskset; may be empty. */
  readonly pinning: readonly string[];
};

export type Running = {
  readonly pid: number;
  /** New, empty rooms with so many doors each. */
  rooms(count: number, people: number): Promise<Door[][]>;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
  /** Ends it without a word of warning. */
  kill(): Promise<void>;
};

export type Adapter = {
  readonly id: string;
  readonly name: string;
  /** Peers are installed apart from the product. */
  readonly installed: boolean;
  /** What it is given is there after a stop. */
  readonly stores: boolean;
  /** How many milliseconds after an edit it may take until it is stored. */
  readonly storesIn: number;
  /** How many milliseconds after everybody left it may take to let a board go. */
  readonly letsGoIn: number;
  start(given: Given): Promise<Running>;
};
