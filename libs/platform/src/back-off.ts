/**
 * The pause in milliseconds after a number of failures in a row, at least one: doubles from `first` up to `longest`. Jitter
 * takes off up to half of it, so that clients that failed together do not return together.
 */
export const backOffMilliseconds = (failures: number, { first, longest }: BackOff): number =>
  Math.round(Math.min(longest, first * 2 ** (failures - 1)) * (0.5 + Math.random() / 2));

interface BackOff {
  first: number;
  longest: number;
}
