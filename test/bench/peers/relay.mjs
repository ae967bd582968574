// The floor: passes messages on and understands nothing. What is sent to a room goes to everybody in it, framed once and
// written to each socket. The first large message is kept for those who come later, so that loads can start.

import { createServer } from 'node:http';
import { load, port } from './load.mjs';

const { WebSocketServer, Sender } = await load('ws');
const BOARD_AT_LEAST = 10_000;
const STATE_WANTED = Uint8Array.of(0, 0, 1, 0);
const NOTHING_KEPT = Uint8Array.of(0, 1, 2, 0, 0);

/** @typedef {{ sockets: Set<import('node:stream').Duplex>, board: Buffer | undefined }} Room */
/** @type {Map<string, Room>} */
const rooms = new Map();

/** @param {Uint8Array} message */
const framed = (message) => Buffer.concat(Sender.frame(message, { fin: true, opcode: 2, mask: false, readOnly: true, rsv1: false }));

/** @param {string} name */
function roomOf(name) {
  const room = rooms.get(name) ?? { sockets: new Set(), board: undefined };
  rooms.set(name, room);
  return room;
}

/**
 * Answers what belongs to the handshake.
 * @param {Room} room
 * @param {Buffer} message
 * @returns {Uint8Array | undefined} undefined when it is for everybody.
 */
function answer(room, message) {
  if (message[0] !== 0) return undefined;
  if (message[1] === 0) return room.board ?? framed(NOTHING_KEPT);
  if (message.length < NOTHING_KEPT.length + 1) return new Uint8Array();
  if (message.length > BOARD_AT_LEAST && !room.board) {
    const board = Buffer.from(message);
    board[1] = 1;
    room.board = framed(board);
  }
  return undefined;
}

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
const server = createServer((_request, response) => response.end('here'));
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (/** @type {any} */ ws) => {
    const room = roomOf(request.url ?? '');
    room.sockets.add(socket);
    ws.on('error', () => socket.destroy());
    ws.on('close', () => {
      room.sockets.delete(socket);
      if (room.sockets.size === 0) rooms.delete(request.url ?? '');
    });
    ws.send(STATE_WANTED);
    ws.on('message', (/** @type {Buffer} */ message) => {
      const own = answer(room, message);
      if (own) {
        if (own.length > 0) socket.write(own);
        return;
      }
      const frame = framed(message);
      for (const other of room.sockets) other.write(frame);
    });
  }),
);
server.listen(port, '127.0.0.1');
