// One board's ledger of exports, as an export reads and writes it: always through the room, so that what it says is on disk
// before anything rests on it, and every screen sees it. What stands in it is shared/board/exports.ts.

import type { Doc } from 'yjs';
import { readRow, readRows, writeExport, writeRow, type Export, type Row } from '../../shared/board/exports.ts';
import type { BoardId, DestinationId, ExportId, TaskId } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/refusal.ts';
import type { Room } from '../board/room.ts';
import type { Rooms } from '../board/rooms.ts';

export class Ledger {
  readonly board: BoardId;
  readonly #rooms: Rooms;

  constructor(rooms: Rooms, board: BoardId) {
    this.#rooms = rooms;
    this.board = board;
  }

  /** The room may be another one the next time: it is asked for anew each time. */
  async inRoom<T>(act: (room: Room) => T | Promise<T>): Promise<T> {
    const room = await this.#rooms.open(this.board);
    const release = this.#rooms.use(room);
    try {
      return await act(room);
    } finally {
      release();
    }
  }

  read<T>(look: (doc: Doc) => T): Promise<T> {
    return this.inRoom((room) => look(room.doc));
  }

  /** Resolves when it is on disk; with a refusal when it can not be stored. Writing the same again changes nothing. */
  write(change: (doc: Doc) => void): Promise<Refusal | undefined> {
    return this.inRoom(async (room) => {
      if (room.failure) return room.failure;
      room.edit(() => change(room.doc));
      return room.committed();
    });
  }

  row(destination: DestinationId, task: TaskId): Promise<Row | undefined> {
    return this.read((doc) => readRow(doc, destination, task));
  }

  rows(destination: DestinationId): Promise<ReadonlyMap<TaskId, Row>> {
    return this.read((doc) => readRows(doc, destination));
  }
}

export type Note = { readonly row?: Partial<Omit<Row, 'task'>>; readonly export?: Partial<Omit<Export, 'id'>> };

/** What is written down of an item and of the whole export, in one go. */
export const noting =
  (destination: DestinationId, id: ExportId, task: TaskId | undefined, { row, export: whole }: Note) =>
  (doc: Doc): void => {
    if (row && task) writeRow(doc, destination, task, row);
    if (whole) writeExport(doc, id, whole);
  };
