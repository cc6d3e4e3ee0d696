// @ts-check
// Where the origin sends a request for a service: reads to the instance that only reads, the rest to the logic, and reads to
// whichever of the two is alive (S9).
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';

/**
 * @typedef {import('undici').Dispatcher.RequestOptions & { headers: Record<string, string | undefined> }} RequestOptions
 * @typedef {import('undici').Dispatcher.ResponseData} ResponseData
 * @typedef {(error: Error | null, response?: ResponseData) => void} Callback
 */

/**
 * A service behind the origin.
 * @typedef {object} Target
 * @property {string} name
 * @property {string} url of all of it, or of its logic
 * @property {string} [readsUrl] of an instance that only reads, where there is one
 */

// Longer than any long poll waits; a service that takes a request and says nothing for so long is as good as gone.
const firstByteMilliseconds = 90_000;
const connectMilliseconds = 1000;
/** More than a service keeps open for streams of events, so that these never hold up requests. */
export const mostConnections = 2048;

// An instance that is frozen still accepts connections, so it is asked for a sign of life all the time. One that says nothing
// to two looks in a row is away: within three seconds. Where no other part could answer, only a longer silence counts: ending
// what is under way would help no one, and a busy machine can keep a service silent for a few seconds.
const lookMilliseconds = 1000;
const lookWhileAwayMilliseconds = 250;
const answerMilliseconds = 1000;
const mostSilences = 2;
const mostSilencesAlone = 10;

// For so long the writer of a change reads from the logic, should the standby not have it yet.
const ownWritesMilliseconds = 5000;
const mostWriters = 10_000;

const unreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

/** No instance can answer a request: `code` is the problem's. */
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
  #looks = new Agent({ connections: 1, connect: { timeout: answerMilliseconds } });
  #silences = 0;
  #closing = new AbortController();

  /**
   * @param {string} url
   * @param {string} name for the log
   * @param {() => number} silences how many unanswered looks in a row mean that it is away
   */
  constructor(url, name, silences) {
    this.url = url.endsWith('/') ? url.slice(0, -1) : url;
    this.name = name;
    this.silences = silences;
    this.isAway = false;
    void this.#watch();
  }

  /**
   * Sends a request. It fails when the instance turns out to be away, however long it has waited.
   * @param {RequestOptions} options
   * @param {Callback} callback
   */
  request(options, callback) {
    this.#agent.request({ ...options, origin: new URL(this.url).origin }, (error, response) => {
      if (error) {
        this.#noteFailure(error);
      }
      // With an error comes something that is no response.
      callback(error, error ? undefined : response);
    });
  }

  async close() {
    this.#closing.abort();
    await Promise.all([this.#agent.destroy(), this.#looks.destroy()]);
  }

  async #watch() {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#look();
      const pause = this.isAway ? lookWhileAwayMilliseconds : this.#silences > 0 ? 0 : lookMilliseconds;
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #look() {
    try {
      const { statusCode, body } = await this.#looks.request({
        origin: new URL(this.url).origin,
        path: new URL(`${this.url}/health/live`).pathname,
        method: 'GET',
        headersTimeout: 0,
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(answerMilliseconds)]),
      });
      await body.dump();
      this.#silences = 0;
      // It stops, or has just begun to.
      this.#note(statusCode >= 500 ? `it answers ${statusCode}` : undefined);
    } catch (error) {
      if (!this.#closing.signal.aborted) {
        this.#noteSilence(error);
      }
    }
  }

  /** @param {unknown} error of a look */
  #noteSilence(error) {
    this.#silences += 1;
    if (isUnreachable(error) || this.#silences >= this.silences()) {
      this.#note(
        error instanceof Error && isUnreachable(error)
          ? error.message
          : 'it takes connections and says nothing',
      );
    }
  }

  /** @param {Error} error of a request */
  #noteFailure(error) {
    if (isUnreachable(error)) {
      this.#note(error.message);
    }
  }

  /** @param {string | undefined} reason why it is away; none when it is not */
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

  /** Nothing waits for an instance that is away, neither requests nor streams. */
  #giveUp() {
    const agent = this.#agent;
    this.#agent = newAgent();
    void agent.destroy(new Error(`${this.name} does not answer`));
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
    // Streams may be silent for as long as they like.
    bodyTimeout: 0,
  });

/** @param {unknown} error */
const isUnreachable = (error) =>
  error instanceof Error && 'code' in error && unreachable.has(String(error.code));

/** Who changed something a moment ago, by their token. */
class LateWriters {
  /** @type {Map<string, number>} */
  #until = new Map();

  /** @param {RequestOptions} options */
  add(options) {
    const [oldest] = this.#until.keys();
    if (this.#until.size >= mostWriters && oldest !== undefined) {
      this.#until.delete(oldest);
    }
    this.#until.set(writerOf(options), performance.now() + ownWritesMilliseconds);
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
 * Frees the connection of an answer that is not passed on.
 * @param {ResponseData | undefined} response
 */
function drop(response) {
  response?.body.dump().catch(() => undefined);
}

const reading = ['GET', 'HEAD'];

/**
 * The instances of one service. It stands where `@fastify/reply-from` wants an undici client: reads go to the instance that
 * only reads, or to the logic for a person who has just changed something; one that fails, or is answered 503, is done once
 * more by the other. Writes go to the logic alone, and at once nowhere when that is away.
 */
export class Upstreams {
  #logic;
  /** @type {Instance | undefined} */
  #reads;
  #writers = new LateWriters();

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

  /** Whether people can see everything and change nothing. */
  get isReadOnly() {
    return this.#logic.isAway && this.#reads !== undefined && !this.#reads.isAway;
  }

  /** The instances that are alive, as far as is known: the logic first. */
  get alive() {
    return {
      logic: this.#logic.isAway ? undefined : this.#logic.url,
      reads: this.#reads?.isAway === false ? this.#reads.url : undefined,
    };
  }

  /**
   * As of an undici client. Fails with `Unavailable` when no instance can answer.
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
   * @param {Instance[]} instances in the order in which they are asked
   * @param {Callback} callback
   */
  #read(options, instances, callback) {
    const [instance, ...others] = instances.filter(({ isAway }) => !isAway);
    if (instance === undefined) {
      callback(this.#away());
      return;
    }
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
      `The service ${this.name} does not answer. The others go on; try again shortly.`,
    );
  }

  /** @param {Error} error */
  #unanswered(error) {
    return isUnreachable(error) || ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT')
      ? this.#away()
      : new Unavailable(
          'service-unavailable',
          `The service ${this.name} stopped answering, so it is not known whether your change was made. Send it again with the same Idempotency-Key: it is made once.`,
        );
  }
}

/** The header of answers of a service that can only be read for now. */
export const readOnlyHeader = 'ates-read-only';
