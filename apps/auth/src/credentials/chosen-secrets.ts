import { Injectable } from '@nestjs/common';
import type { PasswordOwner } from './personal-passwords.js';
import type { StoredBeak } from './beak-credentials.js';
import { BeakLookups } from './beak-lookups.js';
import { NewPasswords } from './new-passwords.js';
import { Passwords } from './passwords.js';

/** What a person chose to sign in with, as it is stored. */
export interface HashedSecrets {
  passwordHash: string | undefined;
  beak: StoredBeak | undefined;
}

/** Hashes what a person chose to sign in with: a password, a beak (A4) or both. */
@Injectable()
export class ChosenSecrets {
  constructor(
    private readonly passwords: Passwords,
    private readonly newPasswords: NewPasswords,
    private readonly lookups: BeakLookups,
  ) {}

  /** Throws the Problems of `NewPasswords`; `owner` is who will sign in. */
  async hashed(
    chosen: { password?: string | undefined; beak?: string | undefined },
    owner: PasswordOwner,
  ): Promise<HashedSecrets> {
    const { password, beak } = chosen;
    return {
      passwordHash: password === undefined ? undefined : await this.newPasswords.hash(password, owner),
      beak:
        beak === undefined
          ? undefined
          : { lookup: this.lookups.of(beak), hash: await this.passwords.hash(beak) },
    };
  }
}
