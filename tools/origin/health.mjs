// @ts-check
// The readiness of the services behind the origin. Caches it, so that each instance is probed at most once a second.

import { afterRunning } from '../../libs/platform/src/edge/running-time.mjs';

/**
 * @typedef {import('./upstreams.mjs').Upstreams} Upstreams
 * @typedef {'ready' | 'read-only' | 'not ready'} ServiceState
 */

// Generous, since a service on a busy machine may be slow but not down.
const timeoutMilliseconds = 5000;
const cacheMilliseconds = 1000;

/** @param {string | undefined} url of an instance; undefined when it is away */
async function isReady(url) {
  if (url === undefined) {
    return false;
  }
  const silence = new AbortController();
  const cancel = afterRunning(timeoutMilliseconds, () => silence.abort());
  try {
    const response = await fetch(`${url}/health/ready`, { signal: silence.signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  } finally {
    cancel();
  }
}

/**
 * @param {Upstreams} upstreams
 * @returns {Promise<ServiceState>}
 */
async function stateOf({ alive }) {
  const [logic, reads] = await Promise.all([isReady(alive.logic), isReady(alive.reads)]);
  return logic ? 'ready' : reads ? 'read-only' : 'not ready';
}

/**
 * Creates a function that returns which services are ready and which are read-only.
 * @param {readonly Upstreams[]} services
 * @returns {() => Promise<Map<string, ServiceState>>} the state of each service by name
 */
export function servicesHealth(services) {
  /** @type {Promise<Map<string, ServiceState>> | undefined} */
  let known;
  let knownUntil = 0;
  const refresh = async () => {
    const states = await Promise.all(
      services.map(async (service) => /** @type {const} */ ([service.name, await stateOf(service)])),
    );
    knownUntil = Date.now() + cacheMilliseconds;
    return new Map(states);
  };
  return () => {
    if (known === undefined || Date.now() > knownUntil) {
      knownUntil = Number.POSITIVE_INFINITY;
      known = refresh();
    }
    return known;
  };
}
