import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { IssuerKeys } from '@ates/identity';
import { BackgroundLoop, Database } from '@ates/platform';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { makeFirstKey, signingAlgorithm } from './rotate-keys.js';
import { publishedKeys, type SigningKey } from './signing-key.queries.js';

// Keys are rotated by a command, which is a process of its own.
const lookMilliseconds = 2000;

/** The keys at one moment. Another moment with other keys, or another order, is another object. */
export interface PublishedKeys {
  /** The first one signs. */
  keys: readonly SigningKey[];
  public: ReadonlyMap<string, KeyObject>;
}

/** The issuer's keys as they are in the database now; a rotation is noticed within two or three seconds. */
@Injectable()
export class SigningKeys extends IssuerKeys implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(SigningKeys.name);
  private readonly loop = new BackgroundLoop({
    name: 'signing keys',
    idleMilliseconds: lookMilliseconds,
    work: async () => {
      await this.look();
      return false;
    },
  });
  private published: PublishedKeys = { keys: [], public: new Map() };

  constructor(private readonly database: Database) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await makeFirstKey(this.database);
    await this.look();
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  current(): PublishedKeys {
    return this.published;
  }

  /** A token must name its key; keys are known here before any instance signs with them. */
  async keyFor(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    if (kid === undefined || algorithm !== signingAlgorithm) {
      return undefined;
    }
    return this.published.public.get(kid);
  }

  private async look(): Promise<void> {
    const keys = await publishedKeys(this.database);
    if (idsOf(keys) !== idsOf(this.published.keys)) {
      this.published = { keys, public: new Map(keys.map((key) => [key.kid, publicKeyOf(key)])) };
      this.logger.log(`tokens are signed with ${keys[0]?.kid}; ${keys.length} published`);
    }
  }
}

const idsOf = (keys: readonly SigningKey[]): string => keys.map((key) => key.kid).join(' ');

/** Only the public half: what verifies tokens has no need of the other. */
const publicKeyOf = ({ private_jwk: { kty, n, e } }: SigningKey): KeyObject =>
  createPublicKey({ key: { kty, n, e }, format: 'jwk' });
