import { Inject, Injectable } from '@nestjs/common';
import { Database, ServicePart } from '@ates/platform';
import type { JWK } from 'jose';
import { identitySettings, type IdentitySettings } from '../identity-settings.js';

/** The issuer's public keys and when they were read. */
export interface ReadKeys {
  keys: JWK[];
  readAt: Date;
}

/** The issuer's keys in this service's own database, so that it can restart while the issuer is unreachable (A8). */
@Injectable()
export class StoredIssuerKeys {
  constructor(
    private readonly database: Database,
    @Inject(identitySettings) private readonly settings: IdentitySettings,
    private readonly part: ServicePart,
  ) {}

  /** Returns the keys of the configured issuer that any instance stored last. */
  async load(): Promise<ReadKeys | undefined> {
    const [found] = await this.database.query<ReadKeys>(
      `select keys, read_at as "readAt" from issuer_key_set where issuer = $1`,
      [this.settings.issuer],
    );
    return found;
  }

  /**
   * Stores the keys unless another instance has stored keys that were read later, or the same ones less than a minute
   * earlier. A read-only instance keeps them in memory only (S9).
   */
  async store({ keys, readAt }: ReadKeys): Promise<void> {
    if (this.part.onlyReads) {
      return;
    }
    await this.database.query(
      `insert into issuer_key_set as stored (issuer, keys, read_at) values ($1, $2, $3)
       on conflict (issuer) do update set keys = excluded.keys, read_at = excluded.read_at
       where excluded.read_at > stored.read_at
         and (excluded.keys <> stored.keys or excluded.read_at > stored.read_at + interval '1 minute')`,
      [this.settings.issuer, JSON.stringify(keys), readAt],
    );
  }
}
