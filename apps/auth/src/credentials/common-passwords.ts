import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { composed } from '@ates/contracts';

/** zxcvbn scores (0 to 4) up to this mean at most a million guesses: enough for a list with simple variations. */
const quicklyGuessed = 1;

/** Checking takes longer for longer passwords, and one that is strong up to here stays strong whatever follows. */
const charactersToCheck = 32;

/** The Russian keyboard layout; each letter is aligned with the Latin one on the same key. */
const russianKeys = 'йцукенгшщзхъфывапролджэячсмитьбю';
const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * Whether a password is on zxcvbn's lists of common passwords, is a usual variation of one (P@ssw0rd, a year appended),
 * or is a keyboard row, a repetition or a sequence; also when typed with the Russian layout. Takes at most a few
 * hundredths of a second.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  estimator ??= loadEstimator();
  const zxcvbn = await estimator;
  const beginning = composed(password).slice(0, charactersToCheck);
  const spellings = new Set([beginning, onLatinKeys(beginning)]);
  return [...spellings].some((spelling) => zxcvbn.check(spelling).score <= quicklyGuessed);
}

/** Loaded when the first password is set: it costs 80 ms and 10 MB, which instances that only sign people in save. */
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
