import { groupOfKey, KeySums, type GroupSum } from './key-sums.js';

describe('Key sums', () => {
  const keys = Array.from({ length: 3000 }, (_, index) => `assigned:${index}`);

  const sumsOf = (those: readonly string[]): KeySums => {
    const sums = new KeySums();
    those.forEach((key) => sums.add(key));
    return sums;
  };

  const nonZeroSums = (sums: KeySums): GroupSum[] =>
    sums.differing([]).map((group) => ({ group, sum: sums.of(group) }));

  it('are equal for the same keys in any order', () => {
    expect(sumsOf(keys).differing(nonZeroSums(sumsOf(keys.toReversed())))).toEqual([]);
  });

  it.each([0, 1, 2999])('find the group of a key that only one side has (key %i)', (index) => {
    const rest = sumsOf(keys.filter((_, place) => place !== index));
    const group = groupOfKey(keys[index] ?? '');
    expect(sumsOf(keys).differing(nonZeroSums(rest))).toEqual([group]);
    expect(rest.differing(nonZeroSums(sumsOf(keys)))).toEqual([group]);
  });

  it('find the group of a key that one side has twice', () => {
    expect(sumsOf([...keys, 'assigned:7']).differing(nonZeroSums(sumsOf(keys)))).toEqual([
      groupOfKey('assigned:7'),
    ]);
  });
});
