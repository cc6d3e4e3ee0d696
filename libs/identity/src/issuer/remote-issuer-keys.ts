import { Injectable, Logger, Optional, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BackgroundLoop, Clock, isConnectionFailure, Outage, Problem } from '@ates/platform';
import { createLocalJWKSet, errors, type JWK, type LocalJWKSet } from 'jose';
import { KeyObject } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { isAway } from '../calls/json-request.js';
import { IssuerKeys } from './issuer-keys.js';
import { IssuerMetadata } from './issuer-metadata.js';
import { StoredIssuerKeys, type ReadKeys } from './stored-issuer-keys.js';

const refreshMilliseconds = 5 * 60_000;

// Tokens may name any key they like, so asking for unknown ones is bounded: the issuer is not to be flooded.
const restMilliseconds = 2000;

// How long the keys known last go on while the issuer is away (A8).
const staleMilliseconds = 24 * 60 * 60_000;

// Keys that did not change are stored as seldom as this; the day for which they go on is not to begin much too early.
const storeMilliseconds = 60_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

interface KnownKeys {
  find: LocalJWKSet;
  readAt: number;
}

const known = ({ keys, readAt }: ReadKeys): KnownKeys => ({
  find: createLocalJWKSet({ keys }),
  readAt: readAt.getTime(),
});

/**
 * The keys of an issuer that is asked over HTTP. They are refreshed in the background, at once for a key that is not
 * known (every two seconds at most; the token waits for that, so that rotation refuses nobody), and go on for a day
 * while the issuer is away, also through a restart where they are stored (A8).
 */
@Injectable()
export class RemoteIssuerKeys extends IssuerKeys implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RemoteIssuerKeys.name);
  private readonly closing = new AbortController();
  private readonly loop = new BackgroundLoop({
    name: 'issuer keys',
    idleMilliseconds: refreshMilliseconds,
    // A service that starts before its issuer has the keys soon after it answers, should it go away again at once.
    longestPauseMilliseconds: restMilliseconds,
    work: async () => {
      await this.refresh();
      return false;
    },
  });
  private readonly storing = new Outage(RemoteIssuerKeys.name, {
    began: "the issuer's keys cannot be stored",
    ended: "the issuer's keys are stored again",
  });
  private known: KnownKeys | undefined;
  private stored: { keys: string; at: number } | undefined;
  private isAway = false;
  // By a clock that nobody can set, as all that is measured within this process.
  private heardAt = -Infinity;
  private lastAsked = -Infinity;
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    private readonly metadata: IssuerMetadata,
    @Optional() private readonly store?: StoredIssuerKeys,
    // As the store has it, which other instances write too.
    @Optional() private readonly clock: Clock = new Clock(),
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    const stored = await this.store?.recall();
    this.known = stored && known(stored);
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.loop.stop();
  }

  async keyFor(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    const known = (await this.findKnown(kid, algorithm)) ?? (await this.findAmongComing(kid, algorithm));
    if (known) {
      return known;
    }
    try {
      await this.refresh();
    } catch (error) {
      // The loop, or the calls, have said so: this is every request with a token that needs another key.
      this.logger.debug(`The issuer's keys cannot be read: ${String(error)}`);
      throw issuerUnavailable();
    }
    return this.findKnown(kid, algorithm);
  }

  /**
   * As of two seconds ago at most. Who is known to be away is asked again meanwhile and nobody waits for that; the
   * first answer ends it.
   */
  override async isIssuerAway(): Promise<boolean> {
    if (performance.now() - this.heardAt >= restMilliseconds) {
      const asking = this.refresh().catch(() => undefined);
      if (!this.isAway) {
        await asking;
      }
    }
    return this.isAway;
  }

  private async findAmongComing(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    await this.current?.catch(() => undefined);
    return this.findKnown(kid, algorithm);
  }

  private async findKnown(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    if (!this.known || this.clock.now().getTime() - this.known.readAt > staleMilliseconds) {
      return undefined;
    }
    try {
      return KeyObject.from(await this.known.find({ alg: algorithm, kid }));
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        return undefined;
      }
      throw error;
    }
  }

  /** Reads the keys, beginning after now: what is under way may have been answered before the new key was there. */
  private refresh(): Promise<void> {
    this.next ??= this.refreshAfterRest();
    return this.next;
  }

  private async refreshAfterRest(): Promise<void> {
    await this.current?.catch(() => undefined);
    await this.rest();
    this.lastAsked = performance.now();
    this.next = undefined;
    this.current = this.read();
    await this.current;
  }

  private async rest(): Promise<void> {
    const milliseconds = this.lastAsked + restMilliseconds - performance.now();
    if (milliseconds > 0) {
      await delay(milliseconds, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  private async read(): Promise<void> {
    const { signal } = this.closing;
    try {
      const addresses = await this.metadata.addresses(signal);
      const { keys } = keySet.parse(await this.metadata.ask(addresses.keys, signal));
      const read = { keys: keys.map(publicPart), readAt: this.clock.now() };
      this.known = known(read);
      this.hear(false);
      await this.remember(read);
    } catch (error) {
      signal.throwIfAborted();
      this.hear(isAway(error));
      throw error;
    }
  }

  private hear(isAwayNow: boolean): void {
    if (isAwayNow !== this.isAway) {
      this.logger.warn(
        isAwayNow
          ? 'The issuer cannot be reached; the grace begins'
          : 'The issuer answers; the grace is over',
      );
    }
    this.isAway = isAwayNow;
    this.heardAt = performance.now();
  }

  /** The keys are good also when the database is away. */
  private async remember(read: ReadKeys): Promise<void> {
    const keys = JSON.stringify(read.keys);
    const isFresh = this.stored && performance.now() - this.stored.at < storeMilliseconds;
    if (!this.store || (isFresh && this.stored?.keys === keys)) {
      return;
    }
    try {
      await this.store.store(read);
      this.stored = { keys, at: performance.now() };
      this.storing.ended();
    } catch (error) {
      // The database says that it is away itself.
      if (!isConnectionFailure(error)) {
        this.storing.began(error);
      }
    }
  }
}

/** What an issuer should never publish is not kept, should one do so. */
const publicPart = ({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, k: _k, ...key }: JWK): JWK => key;

const issuerUnavailable = (): Problem =>
  new Problem(
    'unavailable',
    'issuer-unavailable',
    'The access token cannot be checked now: whoever issued it does not answer. Try again shortly.',
    { retryAfterSeconds: 5 },
  );
