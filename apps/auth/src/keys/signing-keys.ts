import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { IssuerKeys } from '@ates/identity';
import { BackgroundLoop, Database } from '@ates/platform';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { createFirstKey, signingAlgorithm } from './rotate-keys.js';
import { publishedKeys, type SigningKey } from './signing-key.queries.js';

// A command in a separate process rotates the keys, so instances poll for changes.
const pollMilliseconds = 2000;

/** A snapshot of the keys; a new object whenever the keys or their order change. */
export interface PublishedKeys {
  /** The first key signs. */
  keys: readonly SigningKey[];
  public: ReadonlyMap<string, KeyObject>;
}

/** The issuer's current keys from the database; picks up a rotation within two or three seconds. */
@Injectable()
export class SigningKeys extends IssuerKeys implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(SigningKeys.name);
  private readonly loop = new BackgroundLoop({
    name: 'signing keys',
    idleMilliseconds: pollMilliseconds,
    work: async () => {
      await this.refresh();
      return false;
    },
  });
  private published: PublishedKeys = { keys: [], public: new Map() };

  constructor(private readonly database: Database) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await createFirstKey(this.database);
    await this.refresh();
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  current(): PublishedKeys {
    return this.published;
  }

  /** The published key with this id; undefined for any other. Keys are known here before any instance signs with them. */
  async keyFor(kid: string | undefined, algorithm: string): Promise<KeyObject | undefined> {
    if (kid === undefined || algorithm !== signingAlgorithm) {
      return undefined;
    }
    return this.published.public.get(kid);
  }

  private async refresh(): Promise<void> {
    const keys = await publishedKeys(this.database);
    if (idsOf(keys) !== idsOf(this.published.keys)) {
      this.published = { keys, public: new Map(keys.map((key) => [key.kid, publicKeyOf(key)])) };
      this.logger.log(`signing tokens with key ${keys[0]?.kid}; ${keys.length} published`);
    }
  }
}

const idsOf = (keys: readonly SigningKey[]): string => keys.map((key) => key.kid).join(' ');

/** Only the public half, which is all that verifying needs. */
const publicKeyOf = ({ private_jwk: { kty, n, e } }: SigningKey): KeyObject =>
  createPublicKey({ key: { kty, n, e }, format: 'jwk' });
