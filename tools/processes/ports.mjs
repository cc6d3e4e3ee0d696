// @ts-check
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Refusal } from '../terminal/progress.mjs';

// Below the ephemeral ports of outgoing connections (Linux from 32768, others from 49152): such a connection could
// take the port of a server that is restarting, or connect to itself while waiting for that server.
const lowest = 20_000;
const highest = 32_000;
const mostAttempts = 100;

/** A loopback port that was free a moment ago. */
export const freePort = () => freePorts(1);

/**
 * The first of `count` consecutive ports that were free a moment ago.
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
  throw new Error(`Could not find ${count} consecutive free ports between ${lowest} and ${highest}`);
}

/**
 * True when nothing listens on the port, over IPv4 or IPv6: `localhost` may resolve to either.
 * @param {number} port
 */
const isFree = async (port) => (await whyNotFree(port)) === undefined;

/**
 * Checks that we can listen on all ports of the system.
 * @param {number} first the port of the origin; the services use the next three
 * @throws {Refusal} with the reason when a port is not available
 */
export async function requirePorts(first) {
  const other = first > 1023 && first < 60_000 ? first + 1000 : 4300;
  for (const port of [first, first + 1, first + 2, first + 3]) {
    const reason = await whyNotFree(port);
    if (reason !== undefined) {
      throw new Refusal(
        `${reasons[reason](port)}, or choose other ports: ATES_PORT=${other} npm start uses ${other} to ${other + 3}.`,
      );
    }
  }
}

/** @typedef {'in-use' | 'not-allowed'} Reason */

/** @type {Record<Reason, (port: number) => string>} */
const reasons = {
  'in-use': (port) => `Port ${port} is in use. Stop the program that uses it (another npm start?)`,
  'not-allowed': (port) =>
    `This account may not listen on port ${port}; most systems reserve ports below 1024. Use an account that may`,
};

/**
 * Why we cannot listen on a port over IPv4 or IPv6; undefined when we can.
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
    // Other errors mean that the address does not exist (no IPv6), so nothing else can use it.
    return code === 'EADDRINUSE' ? 'in-use' : undefined;
  }
}
