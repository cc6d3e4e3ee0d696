import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BackgroundLoop, Problem } from '@ates/platform';
import { createLocalJWKSet, errors, type LocalJWKSet } from 'jose';
import { KeyObject } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { IssuerKeys } from './issuer-keys.js';
import { askIssuer, IssuerMetadata } from './issuer-metadata.js';

const refreshMilliseconds = 5 * 60_000;

// Tokens may name any key they like, so asking for unknown ones is bounded: the issuer is not to be flooded.
const restMilliseconds = 2000;

// How long the keys known last go on while the issuer is away (A8).
const staleMilliseconds = 24 * 60 * 60_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

interface KnownKeys {
  find: LocalJWKSet;
  readAt: number;
}

/**
 * The keys of an issuer that is asked over HTTP. They are refreshed in the background, at once for a key that is not
 * known (every two seconds at most; the token waits for that, so that rotation refuses nobody), and go on for a day
 * while the issuer is away.
 */
@Injectable()
export class RemoteIssuerKeys extends IssuerKeys implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RemoteIssuerKeys.name);
  private readonly closing = new AbortController();
  private readonly loop = new BackgroundLoop({
    name: 'issuer keys',
    idleMilliseconds: refreshMilliseconds,
    work: async () => {
      await this.refresh();
      return false;
    },
  });
  private known: KnownKeys | undefined;
  private lastAsked = 0;
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly metadata: IssuerMetadata) {
    super();
  }

  onModuleInit(): void {
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
      this.logger.warn(`The issuer's keys cannot be read: ${String(error)}`);
      throw issuerUnavailable();
    }
    return this.findKnown(kid, algorithm);
  }

  private async findAmongComing(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    await this.current?.catch(() => undefined);
    return this.findKnown(kid, algorithm);
  }

  private async findKnown(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    if (!this.known || Date.now() - this.known.readAt > staleMilliseconds) {
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
    this.lastAsked = Date.now();
    this.next = undefined;
    this.current = this.read();
    await this.current;
  }

  private async rest(): Promise<void> {
    const milliseconds = this.lastAsked + restMilliseconds - Date.now();
    if (milliseconds > 0) {
      await delay(milliseconds, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  private async read(): Promise<void> {
    const { signal } = this.closing;
    const { keys } = await this.metadata.addresses(signal);
    const found = keySet.parse(await askIssuer(keys, signal));
    this.known = { find: createLocalJWKSet(found), readAt: Date.now() };
  }
}

const issuerUnavailable = (): Problem =>
  new Problem(
    'unavailable',
    'issuer-unavailable',
    'The access token cannot be checked now: whoever issued it does not answer. Try again shortly.',
    { retryAfterSeconds: 5 },
  );
