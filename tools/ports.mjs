// @ts-check
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Refusal } from './progress.mjs';

// Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): one of those could
// take the port of a server that is stopped for a while, or connect to itself while it waits for that server.
const lowest = 20_000;
const highest = 32_000;
const mostAttempts = 100;

/** A port on the loopback address that was free a moment ago. */
export const freePort = () => freePorts(1);

/**
 * The first of several ports in a row that were free a moment ago.
 * @param {number} count
 */
export async function freePorts(count) {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const first = randomInt(lowest, highest - count);
    const wanted = Array.from({ length: count }, (_, index) => isFree(first + index));
    if (!(await Promise.all(wanted)).includes(false)) {
      return first;
    }
  }
  throw new Error(`No ${count} free ports in a row were found between ${lowest} and ${highest}`);
}

/**
 * True when nothing listens on the port, neither by IPv4 nor by IPv6: `localhost` may mean either.
 * @param {number} port
 */
export const isFree = async (port) => (await whyNotFree(port)) === undefined;

/**
 * Refuses ports that cannot be listened on, and says why.
 * @param {number} first of the origin; the services are on the next three
 * @throws {Refusal}
 */
export async function requirePorts(first) {
  const other = first > 1023 && first < 60_000 ? first + 1000 : 4300;
  for (const port of [first, first + 1, first + 2, first + 3]) {
    const reason = await whyNotFree(port);
    if (reason !== undefined) {
      throw new Refusal(
        `${reasons[reason](port)}, or choose others: ATES_PORT=${other} npm start takes ${other} to ${other + 3}.`,
      );
    }
  }
}

/** @typedef {'in-use' | 'not-allowed'} Reason */

/** @type {Record<Reason, (port: number) => string>} */
const reasons = {
  'in-use': (port) => `Port ${port} is in use. Stop what uses it (another npm start?)`,
  'not-allowed': (port) =>
    `This account may not listen on port ${port}: the system keeps it, as most do with those below 1024. Run it as an account that may`,
};

/**
 * Why nobody here can listen on a port, by IPv4 or by IPv6; nothing when one can.
 * @param {number} port
 * @returns {Promise<Reason | undefined>}
 */
async function whyNotFree(port) {
  return (await whyNotListen(port, '127.0.0.1')) ?? (await whyNotListen(port, '::1'));
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<Reason | undefined>}
 */
async function whyNotListen(port, host) {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EACCES') {
      return 'not-allowed';
    }
    // A machine without IPv6 has nobody there who could be in the way.
    return code === 'EADDRINUSE' ? 'in-use' : undefined;
  }
}
