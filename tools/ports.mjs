// @ts-check
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

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
export async function isFree(port) {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

/**
 * @param {number} port
 * @param {string} host
 */
async function canListen(port, host) {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch (error) {
    // A machine without IPv6 has nobody there who could be in the way.
    return !(
      error instanceof Error &&
      'code' in error &&
      ['EADDRINUSE', 'EACCES'].includes(String(error.code))
    );
  }
}
