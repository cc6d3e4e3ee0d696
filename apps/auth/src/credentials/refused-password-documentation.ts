import type { RefusedPasswordCode } from './new-passwords.js';

/** OpenAPI descriptions of the Problems of `NewPasswords`. */
export const refusedPasswords: Record<RefusedPasswordCode, string> = {
  'common-password': 'The password is too common, or close to one that is',
  'personal-password': 'The password is made up of the name, the e-mail address or the word aTES',
};
