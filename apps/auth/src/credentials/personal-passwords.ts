import { composed } from '@ates/contracts';

/** Who will sign in with a password, as far as others may know it. */
export interface PasswordOwner {
  name: string;
  email: string;
}

const shortestWord = 3;

/** As many further letters and digits make a password with a name in it hard enough to guess. */
const furtherCharacters = 6;

const oneSpelling = (text: string): string => composed(text).toLowerCase();

/** Whether a password is made of its owner's name and e-mail address and the word aTES, with little besides. */
export function isPersonalPassword(password: string, { name, email }: PasswordOwner): boolean {
  const words = oneSpelling(`${name} ${email} ates`)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= shortestWord)
    // "anna" must not leave "bel" of "annabel".
    .sort((left, right) => right.length - left.length);
  const whole = oneSpelling(password);
  const rest = words.reduce((text, word) => text.replaceAll(word, ' '), whole);
  return rest !== whole && rest.replaceAll(/[^\p{L}\p{N}]/gu, '').length < furtherCharacters;
}
