import { performance } from 'node:perf_hooks';

// The quickest of several runs is what the work takes when nobody else takes the core; a run is short enough for that.
const runs = 5;
// Below this, a clock says more of itself than of the work.
const shortestMilliseconds = 0.1;

const shortLength = 2000;

// The square of 20,000 is four hundred million: no core does as much in this time.
const surelyInProportion = 15;

function time(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

const quickest = (work: () => unknown): number => Math.min(...Array.from({ length: runs }, () => time(work)));

/** Between in proportion (10) and the square (100), as factors go. */
export const mostGrowth = 32;

/**
 * How many times as long `work` takes for ten times the length: about 10 when it is in proportion, 100 when it grows with
 * the square. Begins at 2,000 characters, where the square of them already takes milliseconds.
 */
export function growthOf(work: (text: string) => unknown, textOf: (length: number) => string): number {
  const [short, long] = [textOf(shortLength), textOf(10 * shortLength)];
  // Compiled, before it is measured.
  work(short);
  if (time(() => work(long)) < surelyInProportion) {
    return 1;
  }
  const measured = (): number =>
    quickest(() => work(long)) /
    Math.max(
      quickest(() => work(short)),
      shortestMilliseconds,
    );
  // Somebody else may have had the core for long; what grows with the square does so each time.
  const growth = measured();
  return growth > mostGrowth ? Math.min(growth, measured(), measured()) : growth;
}

const repeated = (unit: string) => (length: number) => unit.repeat(Math.ceil(length / unit.length));

/** Texts that make an expression or a function that can be slow slow. */
export const growingTexts: Record<string, (length: number) => string> = {
  'blanks between letters': (length) => `a${' '.repeat(length)}b`,
  blanks: repeated(' '),
  letters: repeated('a'),
  'letters and blanks': repeated('a '),
  'line breaks': repeated('\r\n'),
  'opening brackets': repeated('['),
  'a key that does not end': (length) => `[${'a-1'.repeat(length / 3)}`,
  'a key without a number': (length) => `[${'a-'.repeat(length / 2)}] b`,
  'accents out of order': (length) => `a${'\u0315'.repeat(length / 2)}${'\u0300'.repeat(length / 2)}`,
  'letters with accents': repeated('e\u0301'),
  'direction characters': repeated('\u202e'),
  'halves of characters': repeated('\ud800'),
  birds: repeated('🦜'),
  'labels of an address': (length) => `a@${'a.'.repeat(length / 2)}`,
  'dots before an at sign': (length) => `${'a.'.repeat(length / 2)}@`,
  'at signs': repeated('@'),
  commas: repeated(','),
  slashes: repeated('/'),
  digits: repeated('1'),
  hyphens: repeated('-'),
  quotes: repeated('"'),
  'angle brackets': repeated('<a'),
};
