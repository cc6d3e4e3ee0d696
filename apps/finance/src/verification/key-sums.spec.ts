import { groupOfKey, KeySums, type GroupSum } from './key-sums.js';

describe('Sums of keys', () => {
  const keys = Array.from({ length: 3000 }, (_, index) => `assigned:${index}`);

  const sumsOf = (those: readonly string[]): KeySums => {
    const sums = new KeySums();
    those.forEach((key) => sums.add(key));
    return sums;
  };

  const given = (sums: KeySums): GroupSum[] =>
    sums.differing([]).map((group) => ({ group, sum: sums.of(group) }));

  it('are the same for the same keys in any order', () => {
    expect(sumsOf(keys).differing(given(sumsOf(keys.toReversed())))).toEqual([]);
  });

  it.each([0, 1, 2999])('name the group of the one key that only one side has', (index) => {
    const rest = sumsOf(keys.filter((_, place) => place !== index));
    const group = groupOfKey(keys[index] ?? '');
    expect(sumsOf(keys).differing(given(rest))).toEqual([group]);
    expect(rest.differing(given(sumsOf(keys)))).toEqual([group]);
  });

  it('name the group of a key that one side has twice', () => {
    expect(sumsOf([...keys, 'assigned:7']).differing(given(sumsOf(keys)))).toEqual([
      groupOfKey('assigned:7'),
    ]);
  });
});
