// @ts-check
// How many connections an HTTP server keeps open, whose, and for how long it waits for what is sent or taken slowly.
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
 * @property {number} slowReaderMilliseconds within this time a reader must take
 * @property {number} slowReaderBytes so much of what is there for it
 */

/**
 * @typedef {object} Connection
 * @property {Socket} socket
 * @property {string | undefined} address that it counts for; undefined for a proxy that speaks for many
 * @property {Set<ServerResponse>} responses that are not finished
 * @property {number} bytesBefore what it had sent when its last request was over
 * @property {{ sent: number, until: number } | undefined} reading what its reader had taken when it was last seen to get on,
 *   and until when it must get on again
 */

/** @param {IncomingMessage} request */
const hasBody = ({ headers }) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * The open connections of a server. When there are too many, in all, from one address or with bodies on the way, the one
 * that has waited longest for the rest of its request makes room: what is sent as fast as usual is never that one,
 * however many others send half of something. Only when all are being answered is a new one refused.
 */
export class Connections {
  /** @type {Map<Socket, Connection>} */
  #open = new Map();
  /** Connections without a whole request, longest first. @type {Set<Connection>} */
  #waiting = new Set();
  /** Those of them whose headers have come and whose body has not. @type {Set<Connection>} */
  #bodies = new Set();
  /** @type {Map<string, { open: number, waiting: Set<Connection> }>} */
  #addresses = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #looking;

  /**
   * @param {object} options
   * @param {ConnectionLimits} options.limits
   * @param {(address: string | undefined) => boolean} options.isProxy whether the connections of an address are not counted
   *   together, because many people share it
   * @param {(socket: Socket, isAsking: boolean) => void} options.refuse ends a connection; with an answer where it is asking
   * @param {(limit: string, what: string) => void} options.note told each time that a limit is met
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
   * Takes a connection in; refuses it when there is no room.
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
    this.#look();
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
   * Ends the one that has waited longest; false when none waits.
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
   * The headers of a request have come.
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  asked(request, response) {
    const connection = this.#open.get(request.socket);
    if (!connection) {
      return;
    }
    connection.responses.add(response);
    if (hasBody(request)) {
      this.#bodies.add(connection);
      request.once('end', () => this.#isWhole(connection));
      if (this.#bodies.size > this.limits.bodies) {
        this.note('bodies', `${this.#bodies.size} requests wait for their bodies`);
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
      clearInterval(this.#looking);
      this.#looking = undefined;
    }
  }

  /**
   * True while something of an answer has been sent and not all of it.
   * @param {Socket} socket
   */
  isAnswering(socket) {
    const responses = this.#open.get(socket)?.responses ?? [];
    return [...responses].some((response) => response.headersSent);
  }

  /** Ends connections whose readers take nothing, from time to time. */
  #look() {
    this.#looking ??= setInterval(() => {
      for (const connection of this.#open.values()) {
        this.#lookAt(connection, Date.now());
      }
    }, this.limits.slowReaderMilliseconds / 6).unref();
  }

  /**
   * @param {Connection} connection
   * @param {number} now
   */
  #lookAt(connection, now) {
    const { socket, reading } = connection;
    const { slowReaderMilliseconds, slowReaderBytes } = this.limits;
    const pending = socket.writableLength;
    const sent = socket.bytesWritten - pending;
    if (pending === 0) {
      connection.reading = undefined;
    } else if (!reading || sent - reading.sent >= slowReaderBytes) {
      // Node counts a write once all of it has gone, so that a large one may seem to stand still.
      const share = Math.max(1, pending / slowReaderBytes);
      connection.reading = { sent, until: now + share * slowReaderMilliseconds };
    } else if (now >= reading.until) {
      this.note('slow readers', 'a client takes its answer too slowly');
      socket.destroy();
    }
  }
}
