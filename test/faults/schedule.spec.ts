import { dealtFaults, faultKinds, linesOf, scheduleOf } from './schedule.js';

describe('The schedule of a fault run', () => {
  it('is the same for the same seed, and another for another seed', () => {
    expect(linesOf(scheduleOf(7))).toEqual(linesOf(scheduleOf(7)));
    expect(linesOf(scheduleOf(8)).slice(1)).not.toEqual(linesOf(scheduleOf(7)).slice(1));
  });

  it.each([1, 500, 12_345])('has every kind of fault within a few consecutive seeds, from %i on', (first) => {
    const seeds = Array.from(
      { length: Math.ceil(faultKinds.length / dealtFaults) },
      (_, index) => first + index,
    );
    const kinds = new Set(seeds.flatMap((seed) => scheduleOf(seed).faults.map(({ kind }) => kind)));
    expect([...kinds].toSorted()).toEqual([...faultKinds].toSorted());
  });

  it('keeps its operations when its faults are limited', () => {
    const [all, limited] = [scheduleOf(7), scheduleOf(7, { only: [] })];
    expect(limited).toEqual({ ...all, faults: [] });
  });
});
