// @ts-check
// Routes requests to the instances of a service: reads to the read-only instance, everything else to the logic, and
// reads to either of them while the other is away (S9).
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import { afterRunning } from '../../libs/platform/src/edge/running-time.mjs';

/**
 * @typedef {import('undici').Dispatcher.RequestOptions & { headers: Record<string, string | undefined> }} RequestOptions
 * @typedef {import('undici').Dispatcher.ResponseData} ResponseData
 * @typedef {(error: Error | null, response?: ResponseData) => void} Callback
 */

/**
 * A service behind the origin.
 * @typedef {object} Target
 * @property {string} name
 * @property {string} url of the whole service, or of its logic
 * @property {string} [readsUrl] of a read-only instance, if there is one
 */

// Longer than any long poll; a service that accepts a request and is silent for this long counts as dead.
const firstByteMilliseconds = 90_000;
const connectMilliseconds = 1000;
/** More than the event streams a service keeps open, so that streams never block requests. */
export const mostConnections = 2048;

// A frozen instance still accepts connections, so its liveness is probed continuously. An instance that misses two
// probes in a row is away: it is detected within three seconds. Without another instance to take over, only a longer
// silence counts: cancelling requests in progress would help no one, and a busy machine can silence a service for a
// few seconds.
const probeIntervalMilliseconds = 1000;
const probeIntervalWhileAwayMilliseconds = 250;
const probeTimeoutMilliseconds = 1000;
const mostSilences = 2;
const mostSilencesAlone = 10;

// After a change, its author reads from the logic for this long, in case the standby lags behind.
const readYourWritesMilliseconds = 5000;
const mostWriters = 10_000;

const unreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

/** Thrown when no instance can answer a request; `code` is the problem code. */
export class Unavailable extends Error {
  /**
   * @param {'read-only' | 'service-unavailable'} code
   * @param {string} detail what happened, why, and what to do
   */
  constructor(code, detail) {
    super(detail);
    this.code = code;
    this.detail = detail;
  }
}

/** One instance of a service, and whether it is alive. */
class Instance {
  #agent = newAgent();
  #probes = new Agent({ connections: 1, connect: { timeout: probeTimeoutMilliseconds } });
  #silences = 0;
  #closing = new AbortController();

  /**
   * @param {string} url
   * @param {string} name for the log
   * @param {() => number} silences how many missed probes in a row mean that it is away
   */
  constructor(url, name, silences) {
    this.url = url.endsWith('/') ? url.slice(0, -1) : url;
    this.name = name;
    this.silences = silences;
    this.isAway = false;
    void this.#watch();
  }

  /**
   * Sends a request. The request fails as soon as the instance is found to be away.
   * @param {RequestOptions} options
   * @param {Callback} callback
   */
  request(options, callback) {
    this.#agent.request({ ...options, origin: new URL(this.url).origin }, (error, response) => {
      if (error) {
        this.#noteFailure(error);
      }
      // On error, undici passes a value that is not a response.
      callback(error, error ? undefined : response);
    });
  }

  async close() {
    this.#closing.abort();
    await Promise.all([this.#agent.destroy(), this.#probes.destroy()]);
  }

  async #watch() {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#probe();
      const pause = this.isAway
        ? probeIntervalWhileAwayMilliseconds
        : this.#silences > 0
          ? 0
          : probeIntervalMilliseconds;
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #probe() {
    // Not AbortSignal.timeout in AbortSignal.any: Node may collect it as garbage, and then it never fires
    // (nodejs/node#57736), so that a frozen instance would never be found to be away. undici's own limits take up to
    // half a second more. Closing ends a probe by destroying its connection.
    const silence = new AbortController();
    const cancel = afterRunning(probeTimeoutMilliseconds, () => silence.abort());
    try {
      const { statusCode, body } = await this.#probes.request({
        origin: new URL(this.url).origin,
        path: new URL(`${this.url}/health/live`).pathname,
        method: 'GET',
        headersTimeout: 0,
        // Over a new connection each time, as a new request might be: behind one address there may be several
        // instances, and a connection that is kept open stays at one that has left and stops.
        reset: true,
        signal: silence.signal,
      });
      await body.dump();
      this.#silences = 0;
      // It is stopping, or still starting.
      this.#note(statusCode >= 500 ? `it answers with status ${statusCode}` : undefined);
    } catch (error) {
      if (!this.#closing.signal.aborted) {
        this.#noteSilence(error);
      }
    } finally {
      cancel();
    }
  }

  /** @param {unknown} error of a probe */
  #noteSilence(error) {
    this.#silences += 1;
    if (isUnreachable(error) || this.#silences >= this.silences()) {
      this.#note(
        error instanceof Error && isUnreachable(error)
          ? error.message
          : 'it accepts connections but does not respond',
      );
    }
  }

  /** @param {Error} error of a request */
  #noteFailure(error) {
    if (isUnreachable(error)) {
      this.#note(error.message);
    }
  }

  /** @param {string | undefined} reason why it is away; undefined when it is alive */
  #note(reason) {
    const isAway = reason !== undefined;
    if (isAway !== this.isAway && !this.#closing.signal.aborted) {
      this.isAway = isAway;
      console.warn(
        isAway
          ? `origin: ${this.name} at ${this.url} is away: ${reason}`
          : `origin: ${this.name} at ${this.url} answers again`,
      );
      if (isAway) {
        this.#giveUp();
      }
    }
  }

  /** Fails all requests and streams to an instance that is away. */
  #giveUp() {
    const agent = this.#agent;
    this.#agent = newAgent();
    void agent.destroy(new Error(`${this.name} does not respond`));
  }
}

/** @param {Instance} other */
const silencesBeside = (other) => (other.isAway ? mostSilencesAlone : mostSilences);

const newAgent = () =>
  new Agent({
    connections: mostConnections,
    pipelining: 1,
    connect: { timeout: connectMilliseconds },
    headersTimeout: firstByteMilliseconds,
    // Event streams may be silent indefinitely.
    bodyTimeout: 0,
  });

/** @param {unknown} error */
const isUnreachable = (error) =>
  error instanceof Error && 'code' in error && unreachable.has(String(error.code));

/** Callers, by token, who changed something a moment ago. */
class RecentWriters {
  /** @type {Map<string, number>} */
  #until = new Map();

  /** @param {RequestOptions} options */
  add(options) {
    const [oldest] = this.#until.keys();
    if (this.#until.size >= mostWriters && oldest !== undefined) {
      this.#until.delete(oldest);
    }
    this.#until.set(writerOf(options), performance.now() + readYourWritesMilliseconds);
  }

  /** @param {RequestOptions} options */
  has(options) {
    const until = this.#until.get(writerOf(options));
    return until !== undefined && performance.now() < until;
  }
}

/** @param {RequestOptions} options */
const writerOf = ({ headers }) =>
  createHash('sha256')
    .update(headers['authorization'] ?? '')
    .digest('base64');

/**
 * Frees the connection of a response that is not forwarded.
 * @param {ResponseData | undefined} response
 */
function drop(response) {
  response?.body.dump().catch(() => undefined);
}

const reading = ['GET', 'HEAD'];

/**
 * The instances of one service, used by `@fastify/reply-from` as an undici client. Reads go to the read-only instance,
 * or to the logic for a caller who has just changed something; a read that fails or gets a 503 is retried once at the
 * other one. Writes only go to the logic, and fail at once while it is away.
 */
export class Upstreams {
  #logic;
  /** @type {Instance | undefined} */
  #reads;
  #writers = new RecentWriters();

  /** @param {Target} target */
  constructor({ name, url, readsUrl }) {
    this.name = name;
    if (readsUrl === undefined) {
      this.#logic = new Instance(url, name, () => mostSilencesAlone);
    } else {
      /** @type {Instance} */
      const logic = new Instance(url, `the logic of ${name}`, () => silencesBeside(reads));
      /** @type {Instance} */
      const reads = new Instance(readsUrl, `the reads of ${name}`, () => silencesBeside(logic));
      this.#logic = logic;
      this.#reads = reads;
    }
  }

  /** True while everything can be read and nothing can be changed. */
  get isReadOnly() {
    return this.#logic.isAway && this.#reads !== undefined && !this.#reads.isAway;
  }

  /** The URLs of the instances that are alive as far as known. */
  get alive() {
    return {
      logic: this.#logic.isAway ? undefined : this.#logic.url,
      reads: this.#reads?.isAway === false ? this.#reads.url : undefined,
    };
  }

  /**
   * Like `request` of an undici client. Fails with `Unavailable` when no instance can answer.
   * @param {RequestOptions} options
   * @param {Callback} callback
   */
  request(options, callback) {
    if (reading.includes(options.method)) {
      this.#read(options, this.#orderFor(options), callback);
    } else {
      this.#write(options, callback);
    }
  }

  async close() {
    await Promise.all([this.#logic.close(), this.#reads?.close()]);
  }

  /** @param {RequestOptions} options */
  #orderFor(options) {
    if (this.#reads === undefined) {
      return [this.#logic];
    }
    return this.#writers.has(options) ? [this.#logic, this.#reads] : [this.#reads, this.#logic];
  }

  /**
   * @param {RequestOptions} options
   * @param {Instance[]} instances in the order to try them
   * @param {Callback} callback
   */
  #read(options, instances, callback) {
    const instance = instances.find(({ isAway }) => !isAway);
    if (instance === undefined) {
      callback(this.#away());
      return;
    }
    // One that is away now may be back when this one fails.
    const others = instances.filter((other) => other !== instance);
    instance.request(options, (error, response) => {
      const isRefused = response !== undefined && response.statusCode >= 502;
      if ((error || isRefused) && others.some(({ isAway }) => !isAway)) {
        drop(response);
        this.#read(options, others, callback);
        return;
      }
      if (response && this.isReadOnly) {
        response.headers[readOnlyHeader] = '1';
      }
      callback(error ? this.#away() : null, response);
    });
  }

  /**
   * @param {RequestOptions} options
   * @param {Callback} callback
   */
  #write(options, callback) {
    if (this.#logic.isAway) {
      callback(this.isReadOnly ? new Unavailable('read-only', '') : this.#away());
      return;
    }
    this.#logic.request(options, (error, response) => {
      if (response && response.statusCode < 300 && this.#reads) {
        this.#writers.add(options);
      }
      callback(error ? this.#unanswered(error) : null, response);
    });
  }

  #away() {
    return new Unavailable(
      'service-unavailable',
      `The service ${this.name} is not responding. The others still work; try again shortly.`,
    );
  }

  /** @param {Error} error */
  #unanswered(error) {
    return isUnreachable(error) || ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT')
      ? this.#away()
      : new Unavailable(
          'service-unavailable',
          `The service ${this.name} stopped responding, so your change may or may not have been made. Repeat it with the same Idempotency-Key: it takes effect only once.`,
        );
  }
}

/** The response header of a service that is read-only at the moment. */
export const readOnlyHeader = 'ates-read-only';
