import { Injectable } from '@nestjs/common';
import type { PasswordOwner } from './personal-passwords.js';
import type { StoredBeak } from './beak-credentials.js';
import { BeakLookups } from './beak-lookups.js';
import { NewPasswords } from './new-passwords.js';
import { Passwords } from './passwords.js';

/** A person's chosen credentials as they are stored. */
export interface HashedSecrets {
  passwordHash: string | undefined;
  beak: StoredBeak | undefined;
}

/** Hashes a person's chosen credentials: a password, a beak (A4) or both. */
@Injectable()
export class ChosenSecrets {
  constructor(
    private readonly passwords: Passwords,
    private readonly newPasswords: NewPasswords,
    private readonly lookups: BeakLookups,
  ) {}

  /** `owner` is the person who will sign in. Throws the Problems of `NewPasswords`. */
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
