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

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

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
  private readonly away = new Outage(
    RemoteIssuerKeys.name,
    {
      began: 'the issuer is unreachable; the grace period begins',
      ended: 'the issuer answers again; the grace period is over',
    },
    { isOneKind: true },
  );
  private readonly storing = new Outage(RemoteIssuerKeys.name, {
    began: "the issuer's keys cannot be stored",
    ended: "the issuer's keys are stored again",
  });
  private known: { find: LocalJWKSet; readAt: Date } | undefined;
  private reading: Promise<void> | undefined;
  // When the last read began, and when the issuer was last seen to answer or not, by the monotonic clock.
  private beganAt = -Infinity;
  private checkedAt = -Infinity;

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
    if (stored) {
      this.use(stored);
    }
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.loop.stop();
  }

  async keyFor(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    const askedAt = performance.now();
    let key = await this.find(kid, algorithm);
    // A read that began earlier may have been answered before the key existed.
    while (!key && this.beganAt <= askedAt) {
      await this.refreshForToken();
      key = await this.find(kid, algorithm);
    }
    return key;
  }

  /**
   * As of two seconds ago at most. While the issuer is known to be away it is checked in the background, without
   * waiting; its first answer ends that state.
   */
  override async isIssuerAway(): Promise<boolean> {
    if (performance.now() - this.checkedAt >= minIntervalMilliseconds) {
      const check = this.refresh().catch(() => undefined);
      if (!this.away.isOpen) {
        await check;
      }
    }
    return this.away.isOpen;
  }

  private use({ keys, readAt }: ReadKeys): void {
    this.known = { find: createLocalJWKSet({ keys }), readAt };
  }

  private async find(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    if (!this.known || this.clock.now().getTime() - this.known.readAt.getTime() > staleMilliseconds) {
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

  private async refreshForToken(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      // Only debug: the loop or the calls log the outage, and this happens for every token that needs another key.
      this.logger.debug(`The issuer's keys cannot be read: ${String(error)}`);
      throw issuerUnavailable();
    }
  }

  /** Reads the keys, two seconds after the previous read began at the earliest. Concurrent calls share one read. */
  private refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    const pause = this.beganAt + minIntervalMilliseconds - performance.now();
    if (pause > 0) {
      await delay(pause, undefined, { signal: this.closing.signal });
    }
    this.beganAt = performance.now();
    const read = await this.fetch();
    this.use(read);
    await this.storeKeys(read);
  }

  private async fetch(): Promise<ReadKeys> {
    const { signal } = this.closing;
    try {
      const addresses = await this.metadata.addresses(signal);
      const { keys } = keySet.parse(await this.metadata.get(addresses.keys, signal));
      this.noteAvailability();
      return { keys: keys.map(publicPart), readAt: this.clock.now() };
    } catch (error) {
      signal.throwIfAborted();
      this.noteAvailability(error);
      throw error;
    }
  }

  private noteAvailability(error?: unknown): void {
    this.checkedAt = performance.now();
    if (isAway(error)) {
      this.away.began(error);
    } else {
      this.away.ended();
    }
  }

  /** Best effort: the keys are usable even if the database is unavailable. */
  private async storeKeys(read: ReadKeys): Promise<void> {
    try {
      await this.store?.store(read);
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
