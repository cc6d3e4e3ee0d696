import { composed } from '@ates/contracts';

/** The publicly known data of the person who will sign in with a password. */
export interface PasswordOwner {
  name: string;
  email: string;
}

const shortestWord = 3;

/** This many additional letters and digits make a password that contains a name hard enough to guess. */
const furtherCharacters = 6;

const oneSpelling = (text: string): string => composed(text).toLowerCase();

/** Whether a password consists mostly of its owner's name, e-mail address or the word aTES. */
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
