// The smallest of several short runs shows what the work takes when neither compiling nor garbage disturbs it.
const runs = 5;
// Below this, the resolution dominates.
const shortestMilliseconds = 0.1;

const shortLength = 2000;

// The square of 20,000 is four hundred million: no core does that many steps in this time.
const surelyLinearMilliseconds = 15;

/** The time in milliseconds that this process has spent on processors: it stands still while others have them. */
export function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function time(work: () => unknown): number {
  const before = processorMilliseconds();
  work();
  return processorMilliseconds() - before;
}

const least = (work: () => unknown): number => Math.min(...Array.from({ length: runs }, () => time(work)));

/** Halfway between linear (10) and quadratic (100) growth, as factors. */
export const maximumGrowth = 32;

/**
 * How many times more processor time `work` takes for ten times the length: about 10 if it is linear, 100 if it is
 * quadratic. Starts at 2,000 characters, where quadratic work already takes milliseconds.
 */
export function growthOf(work: (text: string) => unknown, textOf: (length: number) => string): number {
  const [short, long] = [textOf(shortLength), textOf(10 * shortLength)];
  // Lets the engine compile it before measuring.
  work(short);
  if (time(() => work(long)) < surelyLinearMilliseconds) {
    return 1;
  }
  // Ten short texts against one long text: as many characters, so compiling and collecting garbage disturb both alike.
  const tenTimesShort = (): void => {
    for (let count = 0; count < 10; count += 1) {
      work(short);
    }
  };
  const measured = (): number =>
    (10 * least(() => work(long))) / Math.max(least(tenTimesShort), shortestMilliseconds);
  // Something may have disturbed it all the same; quadratic work is slow every time.
  const growth = measured();
  return growth > maximumGrowth ? Math.min(growth, measured(), measured()) : growth;
}

const repeated = (unit: string) => (length: number) => unit.repeat(Math.ceil(length / unit.length));

/** Texts that expose slow regular expressions and functions. */
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
