// @ts-check
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';

/**
 * @typedef {object} Load
 * @property {string} url of the service
 * @property {number} connections
 * @property {number} [seconds] how long to send, unless an amount is given
 * @property {number} [amount] how many requests to send
 * @property {number} [rate] requests a second; as many as possible by default
 * @property {() => NewRequest} next what each request is
 * @property {readonly number[]} [alsoFine] statuses besides 2xx that a request may get
 *
 * @typedef {{ method: 'GET' | 'POST' | 'PUT', path: string, headers: Record<string, string>, body?: string }} NewRequest
 * @typedef {{ perSecond: number, latencies: number[] }} Outcome successful requests a second; milliseconds of each
 */

/**
 * Sends requests for some seconds, or a number of them. Throws when one fails, because a failure is often faster than an answer.
 * @param {Load} load
 * @returns {Promise<Outcome>}
 */
export async function sendRequests({ url, connections, seconds, amount, rate, next, alsoFine = [] }) {
  /** @type {number[]} */
  const latencies = [];
  /** @type {Map<string, number>} */
  const failures = new Map();
  let successes = 0;
  const running = autocannon({
    url,
    connections,
    ...(amount === undefined ? { duration: seconds ?? 1 } : { amount }),
    ...(rate === undefined ? {} : { overallRate: rate }),
    requests: [
      {
        setupRequest: (/** @type {object} */ request) => ({ ...request, ...next() }),
        onResponse: (/** @type {number} */ status, /** @type {string} */ body) => {
          if (status >= 200 && status < 300) {
            successes += 1;
          } else if (!alsoFine.includes(status)) {
            const failure = `${status} ${body.slice(0, 300)}`;
            failures.set(failure, (failures.get(failure) ?? 0) + 1);
          }
        },
      },
    ],
  });
  running.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  const startedAt = performance.now();
  const { errors } = await running;
  const took = (performance.now() - startedAt) / 1000;
  if (failures.size > 0 || errors > 0) {
    const list = [...failures].map(([failure, count]) => `${count} x ${failure}`);
    throw new Error(`requests to ${url} failed: ${[...list, `${errors} without an answer`].join('\n')}`);
  }
  return { perSecond: successes / took, latencies };
}

/**
 * Sends requests one by one, evenly spaced; autocannon sends those of a second in bursts. Throws when one fails.
 * @param {{ url: string, connections: number, seconds: number, rate: number, next: () => NewRequest }} load
 * @returns {Promise<{ perSecond: number }>}
 */
export async function sendSteadily({ url, connections, seconds, rate, next }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const startedAt = performance.now();
  /** @type {Promise<void>[]} */
  const sent = [];
  for (let index = 0; index < rate * seconds; index += 1) {
    const wait = startedAt + (1000 * index) / rate - performance.now();
    if (wait > 1) {
      await delay(wait);
    }
    sent.push(send(agent, url, next()));
  }
  await Promise.all(sent);
  agent.destroy();
  return { perSecond: (1000 * sent.length) / (performance.now() - startedAt) };
}

/** @param {http.Agent} agent @param {string} url @param {NewRequest} request @returns {Promise<void>} */
const send = (agent, url, { method, path, headers, body }) =>
  new Promise((resolve, reject) => {
    const request = http.request(`${url}${path}`, { agent, method, headers }, (response) => {
      const isFine = Math.floor((response.statusCode ?? 0) / 100) === 2;
      response.resume();
      response.on('end', () => (isFine ? resolve() : reject(new Error(`${path}: ${response.statusCode}`))));
    });
    request.on('error', reject);
    request.end(body);
  });

/**
 * Goes through a list again and again.
 * @template Item
 * @param {readonly Item[]} items
 * @returns {() => Item}
 */
export function cycle(items) {
  let index = 0;
  return () => {
    const item = items[index % items.length];
    index += 1;
    if (item === undefined) {
      throw new Error('nothing to choose from');
    }
    return item;
  };
}
