import { Injectable, Logger, Optional, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BackgroundLoop, Clock, isConnectionFailure, Outage, Problem } from '@ates/platform';
import { createLocalJWKSet, errors, type JWK, type LocalJWKSet } from 'jose';
import { KeyObject } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { isAway } from '../requests/json-request.js';
import { IssuerKeys } from './issuer-keys.js';
import { IssuerMetadata } from './issuer-metadata.js';
import { StoredIssuerKeys, type ReadKeys } from './stored-issuer-keys.js';

const refreshMilliseconds = 5 * 60_000;

// Tokens can name any key, so this limits how often unknown keys make this service query the issuer.
const minIntervalMilliseconds = 2000;

// How long the last known keys are used while the issuer is unreachable (A8).
const staleMilliseconds = 24 * 60 * 60_000;

// How often unchanged keys are stored, which keeps their stored time, from which that day counts, recent.
const storeMilliseconds = 60_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

interface KnownKeys {
  find: LocalJWKSet;
  readAt: number;
}

const knownFrom = ({ keys, readAt }: ReadKeys): KnownKeys => ({
  find: createLocalJWKSet({ keys }),
  readAt: readAt.getTime(),
});

/**
 * The keys of an issuer, fetched over HTTP. They are refreshed in the background, and at once for an unknown key (at
 * most every two seconds; the token waits for it, so that key rotation rejects no one). While the issuer is unreachable
 * they are used for a day, also after a restart if they are stored (A8).
 */
@Injectable()
export class RemoteIssuerKeys extends IssuerKeys implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RemoteIssuerKeys.name);
  private readonly closing = new AbortController();
  private readonly loop = new BackgroundLoop({
    name: 'issuer keys',
    idleMilliseconds: refreshMilliseconds,
    // Lets a service that starts before its issuer get the keys soon after the issuer answers.
    longestPauseMilliseconds: minIntervalMilliseconds,
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
  // By the monotonic clock.
  private checkedAt = -Infinity;
  private lastReadAt = -Infinity;
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    private readonly metadata: IssuerMetadata,
    @Optional() private readonly store?: StoredIssuerKeys,
    // Has the time of the store, which other instances write too.
    @Optional() private readonly clock: Clock = new Clock(),
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    const stored = await this.store?.load();
    this.known = stored && knownFrom(stored);
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.loop.stop();
  }

  async keyFor(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    const known = (await this.findKnown(kid, algorithm)) ?? (await this.findAfterCurrentRead(kid, algorithm));
    if (known) {
      return known;
    }
    try {
      await this.refresh();
    } catch (error) {
      // Only debug: the loop or the calls log the outage, and this happens for every token that needs another key.
      this.logger.debug(`The issuer's keys cannot be read: ${String(error)}`);
      throw issuerUnavailable();
    }
    return this.findKnown(kid, algorithm);
  }

  /**
   * As of two seconds ago at most. While the issuer is known to be away it is checked in the background, without
   * waiting; its first answer ends that state.
   */
  override async isIssuerAway(): Promise<boolean> {
    if (performance.now() - this.checkedAt >= minIntervalMilliseconds) {
      const check = this.refresh().catch(() => undefined);
      if (!this.isAway) {
        await check;
      }
    }
    return this.isAway;
  }

  private async findAfterCurrentRead(
    kid: string | undefined,
    algorithm: string,
  ): Promise<KeyObject | undefined> {
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

  /** Starts a new read of the keys: one in progress may have been answered before the new key existed. */
  private refresh(): Promise<void> {
    this.next ??= this.refreshAfterInterval();
    return this.next;
  }

  private async refreshAfterInterval(): Promise<void> {
    await this.current?.catch(() => undefined);
    await this.waitForInterval();
    this.lastReadAt = performance.now();
    this.next = undefined;
    this.current = this.read();
    await this.current;
  }

  private async waitForInterval(): Promise<void> {
    const milliseconds = this.lastReadAt + minIntervalMilliseconds - performance.now();
    if (milliseconds > 0) {
      await delay(milliseconds, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  private async read(): Promise<void> {
    const { signal } = this.closing;
    try {
      const addresses = await this.metadata.addresses(signal);
      const { keys } = keySet.parse(await this.metadata.get(addresses.keys, signal));
      const read = { keys: keys.map(publicPart), readAt: this.clock.now() };
      this.known = knownFrom(read);
      this.noteAvailability(false);
      await this.storeKeys(read);
    } catch (error) {
      signal.throwIfAborted();
      this.noteAvailability(isAway(error));
      throw error;
    }
  }

  private noteAvailability(isAwayNow: boolean): void {
    if (isAwayNow !== this.isAway) {
      this.logger.warn(
        isAwayNow
          ? 'the issuer is unreachable; the grace period begins'
          : 'the issuer answers again; the grace period is over',
      );
    }
    this.isAway = isAwayNow;
    this.checkedAt = performance.now();
  }

  /** Best effort: the keys are usable even if the database is unavailable. */
  private async storeKeys(read: ReadKeys): Promise<void> {
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
      // A database outage is logged elsewhere.
      if (!isConnectionFailure(error)) {
        this.storing.began(error);
      }
    }
  }
}

/** Drops private parts, which an issuer should never publish. */
const publicPart = ({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, k: _k, ...key }: JWK): JWK => key;

const issuerUnavailable = (): Problem =>
  new Problem(
    'unavailable',
    'issuer-unavailable',
    'The access token cannot be verified now because its issuer does not answer. Try again shortly.',
    { retryAfterSeconds: 5 },
  );
