// @ts-check
// How the services behind the origin are. However many ask, each instance is asked once a second at most.

/**
 * @typedef {import('./origin-upstreams.mjs').Upstreams} Upstreams
 * @typedef {'ready' | 'read-only' | 'not ready'} ServiceState
 */

// A service on a busy machine is slow, not away.
const answerMilliseconds = 5000;
const keptMilliseconds = 1000;

/** @param {string | undefined} url of an instance; none when it is away */
async function isReady(url) {
  if (url === undefined) {
    return false;
  }
  try {
    const response = await fetch(`${url}/health/ready`, {
      signal: AbortSignal.timeout(answerMilliseconds),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
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
 * Tells which services are ready, and which can only be read.
 * @param {readonly Upstreams[]} services
 * @returns {() => Promise<Map<string, ServiceState>>} how each is, by its name
 */
export function servicesHealth(services) {
  /** @type {Promise<Map<string, ServiceState>> | undefined} */
  let known;
  let knownUntil = 0;
  const ask = async () => {
    const states = await Promise.all(
      services.map(async (service) => /** @type {const} */ ([service.name, await stateOf(service)])),
    );
    knownUntil = Date.now() + keptMilliseconds;
    return new Map(states);
  };
  return () => {
    if (known === undefined || Date.now() > knownUntil) {
      knownUntil = Number.POSITIVE_INFINITY;
      known = ask();
    }
    return known;
  };
}
