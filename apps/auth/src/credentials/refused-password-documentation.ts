import type { RefusedPasswordCode } from './new-passwords.js';

/** What the API pages say of the Problems of `NewPasswords`. */
export const refusedPasswords: Record<RefusedPasswordCode, string> = {
  'common-password': 'The password is on lists of common passwords, or close to one',
  'personal-password': 'The password is made of the name, the e-mail address or the word aTES',
};
