/** How two series of measurements differ. */
export interface Comparison {
  medians: [number, number];
  /**
   * How likely a measurement of the first series is larger than one of the second, where equal ones count half (the
   * statistic of Mann, Whitney and Wilcoxon): 0.5 if no one can tell which is which, 0 or 1 if one look is enough.
   */
  probability: number;
  /** How many standard errors the probability is away from 0.5. */
  deviations: number;
}

/** The middle of the values, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Compares two series by ranks, so that single slow measurements count no more than others. */
export function compare(first: readonly number[], second: readonly number[]): Comparison {
  const wins = first.reduce(
    (sum, one) =>
      sum + second.reduce((count, other) => count + (one > other ? 1 : one === other ? 0.5 : 0), 0),
    0,
  );
  const pairs = first.length * second.length;
  const probability = wins / pairs;
  const standardError = Math.sqrt((first.length + second.length + 1) / (12 * pairs));
  return {
    medians: [median(first), median(second)],
    probability,
    deviations: Math.abs(probability - 0.5) / standardError,
  };
}
