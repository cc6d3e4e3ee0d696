import { Injectable } from '@nestjs/common';
import { Problem } from '@ates/platform';
import { Passwords } from './passwords.js';
import { isCommonPassword } from './common-passwords.js';
import { isPersonalPassword, type PasswordOwner } from './personal-passwords.js';

/**
 * The one way to set a password (A1): refuses what is quickly guessed, and hashes the rest. Every place where a person
 * chooses a password uses this; `Passwords.hash` alone is for secrets that no person makes up.
 */
@Injectable()
export class NewPasswords {
  constructor(private readonly passwords: Passwords) {}

  /**
   * A salted hash to store of a password that `owner` will sign in with. Throws the Problems `common-password` (it is on
   * lists of common passwords, or a simple variation or pattern) and `personal-password` (it is made of the owner's name or
   * e-mail, or of the word aTES).
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

/** The codes of the Problems of a password that is quickly guessed. */
export const refusedPasswordCodes = ['common-password', 'personal-password'] as const;

export type RefusedPasswordCode = (typeof refusedPasswordCodes)[number];

const refusal = (code: RefusedPasswordCode, detail: string): Problem =>
  new Problem('invalid', code, detail, { errors: [{ path: 'password', message: detail }] });

const commonPassword = (): Problem =>
  refusal(
    'common-password',
    'This password is on lists of common passwords, or close to one. Choose one that is harder to guess, such as several unrelated words.',
  );

const personalPassword = (): Problem =>
  refusal(
    'personal-password',
    'This password is made of the name, the e-mail address or the word aTES. Choose one that is harder to guess, such as several unrelated words.',
  );
