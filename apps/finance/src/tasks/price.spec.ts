import { v7 as uuidv7 } from 'uuid';
import { priceOf } from './price.js';

const secret = 'a secret for tests only';

const prices = Array.from({ length: 100_000 }, (_, index) => priceOf(secret, `task ${index}`));

/** Measures how uneven counts are: about `cells` for equal chances, with a standard deviation of sqrt(2 * cells). */
function chiSquare(values: number[], lowest: number, cells: number): number {
  const counts = Array.from({ length: cells }, () => 0);
  for (const value of values) {
    counts[value - lowest] = (counts[value - lowest] ?? 0) + 1;
  }
  const expected = values.length / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

// Six standard deviations: equal chances exceed this about once in a hundred million runs.
const bound = (cells: number): number => cells + 6 * Math.sqrt(2 * cells);

describe('The price of a task (F1)', () => {
  it('has a fee of 10.00 to 20.00 and a reward of 20.00 to 40.00, including both ends', () => {
    const fees = prices.map(({ fee }) => fee);
    const rewards = prices.map(({ reward }) => reward);
    expect([Math.min(...fees), Math.max(...fees)]).toEqual([1000, 2000]);
    expect([Math.min(...rewards), Math.max(...rewards)]).toEqual([2000, 4000]);
  });

  it('is uniformly distributed', () => {
    const fees = prices.map(({ fee }) => fee);
    const rewards = prices.map(({ reward }) => reward);
    expect(chiSquare(fees, 1000, 1001)).toBeLessThan(bound(1001));
    expect(chiSquare(rewards, 2000, 2001)).toBeLessThan(bound(2001));
  });

  it('has a reward independent of the fee', () => {
    const cells = prices.map(
      ({ fee, reward }) => Math.floor((fee - 1000) / 100.1) * 10 + Math.floor((reward - 2000) / 200.1),
    );
    expect(chiSquare(cells, 0, 100)).toBeLessThan(bound(100));
  });

  it('is the same for the same task and secret, and different with another secret', () => {
    const ids = Array.from({ length: 20 }, () => uuidv7());
    const first = ids.map((id) => priceOf(secret, id));
    expect(ids.map((id) => priceOf(secret, id))).toEqual(first);
    expect(ids.map((id) => priceOf('another secret entirely', id))).not.toEqual(first);
  });
});
