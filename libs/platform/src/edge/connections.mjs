// @ts-check
// Limits an HTTP server's open connections, in total and per address, and its patience with slow senders and readers.
import { networkOf } from './networks.mjs';

/**
 * @typedef {import('node:net').Socket} Socket
 * @typedef {import('node:http').IncomingMessage} IncomingMessage
 * @typedef {import('node:http').ServerResponse} ServerResponse
 */

/**
 * @typedef {object} ConnectionLimits
 * @property {number} connections open at a time
 * @property {number} connectionsPerAddress open at a time from one address
 * @property {number} bodies requests whose body has not arrived yet
 * @property {number} slowReaderMilliseconds the time within which a reader must read
 * @property {number} slowReaderBytes this much of its pending response
 */

/**
 * @typedef {object} Connection
 * @property {Socket} socket
 * @property {string | undefined} address that it counts towards; undefined for a proxy shared by many clients
 * @property {Set<ServerResponse>} responses that are not finished
 * @property {number} bytesBefore bytes it had sent by the end of its last request
 * @property {{ sent: number, until: number } | undefined} reading bytes its reader had read at its last progress, and
 *   the deadline for further progress
 */

/**
 * Whether a request announces a body.
 * @param {IncomingMessage} request
 */
export const hasBody = ({ headers }) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * The open connections of a server. Over a limit (in total, from one address, or with bodies on the way), the
 * connection that has waited longest for the rest of its request is ended to make room: however many others send
 * partial requests, one sent at normal speed is never the longest waiting. A new connection is refused only if all
 * others are being answered.
 */
export class Connections {
  /** @type {Map<Socket, Connection>} */
  #open = new Map();
  /** Connections without a complete request, longest waiting first. @type {Set<Connection>} */
  #waiting = new Set();
  /** Those of them whose headers have arrived but not their body. @type {Set<Connection>} */
  #bodies = new Set();
  /** @type {Map<string, { open: number, waiting: Set<Connection> }>} */
  #addresses = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #checking;

  /**
   * @param {object} options
   * @param {ConnectionLimits} options.limits
   * @param {(address: string | undefined) => boolean} options.isProxy whether an address is exempt from the limit per
   *   address, because many clients share it
   * @param {(socket: Socket, isAsking: boolean) => void} options.refuse ends a connection, with a response if it has
   *   sent (part of) a request
   * @param {(limit: string, what: string) => void} options.note called each time a limit is reached
   */
  constructor({ limits, isProxy, refuse, note }) {
    this.limits = limits;
    this.isProxy = isProxy;
    this.refuse = refuse;
    this.note = note;
  }

  get size() {
    return this.#open.size;
  }

  /**
   * Adds a new connection, or refuses it if there is no room.
   * @param {Socket} socket
   */
  opened(socket) {
    const remote = socket.remoteAddress;
    const address = this.isProxy(remote) ? undefined : networkOf(remote);
    /** @type {Connection} */
    const connection = { socket, address, responses: new Set(), bytesBefore: 0, reading: undefined };
    if (!this.#makeRoom(address)) {
      this.refuse(socket, true);
      return;
    }
    this.#open.set(socket, connection);
    if (address !== undefined) {
      const own = this.#addresses.get(address) ?? { open: 0, waiting: new Set() };
      own.open += 1;
      this.#addresses.set(address, own);
    }
    this.#wait(connection);
    socket.once('close', () => this.#closed(connection));
    this.#checkReaders();
  }

  /** @param {string | undefined} address */
  #makeRoom(address) {
    const { connections, connectionsPerAddress } = this.limits;
    const own = address === undefined ? undefined : this.#addresses.get(address);
    if (own && own.open >= connectionsPerAddress) {
      this.note('CONNECTIONS_PER_ADDRESS', `${address} has ${own.open} connections open`);
      return this.#endFirst(own.waiting);
    }
    if (this.#open.size >= connections) {
      this.note('connections', `${this.#open.size} connections are open`);
      return this.#endFirst(this.#waiting);
    }
    return true;
  }

  /**
   * Ends the connection that has waited longest; returns false if none is waiting.
   * @param {Set<Connection>} connections
   */
  #endFirst(connections) {
    const [first] = connections;
    if (!first) {
      return false;
    }
    const { socket } = first;
    const isAsking = socket.bytesRead > first.bytesBefore && !this.isAnswering(socket);
    this.#closed(first);
    this.refuse(socket, isAsking);
    return true;
  }

  /**
   * Called when the headers of a request have arrived.
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  requested(request, response) {
    const connection = this.#open.get(request.socket);
    if (!connection) {
      return;
    }
    connection.responses.add(response);
    if (hasBody(request)) {
      this.#bodies.add(connection);
      request.once('end', () => this.#isWhole(connection));
      if (this.#bodies.size > this.limits.bodies) {
        this.note('bodies', `${this.#bodies.size} requests are waiting for their bodies`);
        this.#endFirst(this.#bodies);
      }
    } else {
      this.#isWhole(connection);
    }
    response.once('close', () => this.#answered(connection, response));
  }

  /** @param {Connection} connection */
  #isWhole(connection) {
    this.#bodies.delete(connection);
    this.#waiting.delete(connection);
    this.#ownWaiting(connection)?.delete(connection);
  }

  /**
   * @param {Connection} connection
   * @param {ServerResponse} response
   */
  #answered(connection, response) {
    connection.responses.delete(response);
    this.#bodies.delete(connection);
    if (connection.responses.size === 0 && this.#open.has(connection.socket)) {
      connection.bytesBefore = connection.socket.bytesRead;
      this.#wait(connection);
    }
  }

  /** @param {Connection} connection */
  #wait(connection) {
    this.#waiting.delete(connection);
    this.#waiting.add(connection);
    const own = this.#ownWaiting(connection);
    own?.delete(connection);
    own?.add(connection);
  }

  /** @param {Connection} connection */
  #ownWaiting({ address }) {
    return address === undefined ? undefined : this.#addresses.get(address)?.waiting;
  }

  /** @param {Connection} connection */
  #closed(connection) {
    if (!this.#open.delete(connection.socket)) {
      return;
    }
    this.#isWhole(connection);
    const own = connection.address === undefined ? undefined : this.#addresses.get(connection.address);
    if (own && connection.address !== undefined) {
      own.open -= 1;
      if (own.open === 0) {
        this.#addresses.delete(connection.address);
      }
    }
    if (this.#open.size === 0) {
      clearInterval(this.#checking);
      this.#checking = undefined;
    }
  }

  /**
   * True while a response has been sent in part.
   * @param {Socket} socket
   */
  isAnswering(socket) {
    const responses = this.#open.get(socket)?.responses ?? [];
    return [...responses].some((response) => response.headersSent);
  }

  /** Periodically ends connections whose readers make no progress. */
  #checkReaders() {
    this.#checking ??= setInterval(() => {
      for (const connection of this.#open.values()) {
        this.#checkReader(connection, Date.now());
      }
    }, this.limits.slowReaderMilliseconds / 6).unref();
  }

  /**
   * @param {Connection} connection
   * @param {number} now
   */
  #checkReader(connection, now) {
    const { socket, reading } = connection;
    const { slowReaderMilliseconds, slowReaderBytes } = this.limits;
    const pending = socket.writableLength;
    const sent = socket.bytesWritten - pending;
    if (pending === 0) {
      connection.reading = undefined;
    } else if (!reading || sent - reading.sent >= slowReaderBytes) {
      // Node counts a write only once all of it has been sent, so a large one may seem to make no progress.
      const share = Math.max(1, pending / slowReaderBytes);
      connection.reading = { sent, until: now + share * slowReaderMilliseconds };
    } else if (now >= reading.until) {
      this.note('slow readers', 'a client is reading its response too slowly');
      socket.destroy();
    }
  }
}
