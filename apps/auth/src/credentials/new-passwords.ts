import { Injectable } from '@nestjs/common';
import { Problem } from '@ates/platform';
import { Passwords } from './passwords.js';
import { isCommonPassword } from './common-passwords.js';
import { isPersonalPassword, type PasswordOwner } from './personal-passwords.js';

/**
 * The only way to set a password (A1): rejects passwords that are easy to guess and hashes the rest. Every place where
 * a person chooses a password uses it; `Passwords.hash` alone is for generated secrets.
 */
@Injectable()
export class NewPasswords {
  constructor(private readonly passwords: Passwords) {}

  /**
   * The salted hash to store for a password of `owner`. Throws the Problems `common-password` (on lists of common
   * passwords, or a simple variation or pattern) and `personal-password` (made up of the owner's name or e-mail, or of
   * the word aTES).
   */
  async hash(password: string, owner: PasswordOwner): Promise<string> {
    if (isPersonalPassword(password, owner)) {
      throw personalPassword();
    }
    if (await isCommonPassword(password)) {
      throw commonPassword();
    }
    return this.passwords.hash(password);
  }
}

/** Problem codes for passwords that are easy to guess. */
export const refusedPasswordCodes = ['common-password', 'personal-password'] as const;

export type RefusedPasswordCode = (typeof refusedPasswordCodes)[number];

const refusal = (code: RefusedPasswordCode, detail: string): Problem =>
  new Problem('invalid', code, detail, { errors: [{ path: 'password', code, message: detail }] });

const commonPassword = (): Problem =>
  refusal(
    'common-password',
    'This password is too common, or close to one that is. Choose one that is harder to guess, such as several unrelated words.',
  );

const personalPassword = (): Problem =>
  refusal(
    'personal-password',
    'This password is made up of the name, the e-mail address or the word aTES. Choose one that is harder to guess, such as several unrelated words.',
  );
