import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { composed } from '@ates/contracts';

/** Of zxcvbn's scores, 0 to 4: at most a million guesses, which a list with simple variations needs. */
const quicklyGuessed = 1;

/** The time of a check grows with the length; nothing that begins with so many letters is guessed by what follows. */
const charactersToCheck = 32;

/** Keys of the Russian layout, each above the Latin one of the same key. */
const russianKeys = 'йцукенгшщзхъфывапролджэячсмитьбю';
const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * Whether a password is on the lists of common passwords that zxcvbn has, or is one of them with the usual changes (P@ssw0rd,
 * a year at its end), a row of keys, a repetition or a sequence; typed with the Russian layout too. Takes at most some
 * hundredths of a second.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  estimator ??= loadEstimator();
  const zxcvbn = await estimator;
  const beginning = composed(password).slice(0, charactersToCheck);
  const spellings = new Set([beginning, onLatinKeys(beginning)]);
  return [...spellings].some((spelling) => zxcvbn.check(spelling).score <= quicklyGuessed);
}

/** Loaded when the first password is set: 80 ms and 10 MB, which an instance that only signs people in does without. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Estimator }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Estimator({
    dictionary: { 'passwords-common': dictionary['passwords-common'] },
    graphs: adjacencyGraphs,
  });
}

const onLatinKeys = (text: string): string =>
  Array.from(text.toLowerCase(), (letter) => latinKeys[russianKeys.indexOf(letter)] ?? letter).join('');
