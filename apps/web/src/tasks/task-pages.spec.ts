import { knownStarts, pagesAround, tasksOnPage, topOnly, withNext } from './task-pages.js';

describe('The pages of a long list', () => {
  it('follow each other by what each says of the next', () => {
    expect(withNext(topOnly, 0, 'b')).toEqual([undefined, 'b']);
    expect(withNext([undefined, 'b', 'c'], 0, 'b2')).toEqual([undefined, 'b2', 'c']);
  });

  it('end where one says that it is the last', () => {
    expect(withNext([undefined, 'b', 'c'], 0, null)).toEqual(topOnly);
  });

  it('stay the same list when nothing is new', () => {
    const starts = [undefined, 'b'];
    expect(withNext(starts, 0, 'b')).toBe(starts);
    expect(withNext(starts, 1, null)).toBe(starts);
  });

  it('are known again when one comes back to them', () => {
    const answers = new Map<string | undefined, string | null>([
      [undefined, 'b'],
      ['b', 'c'],
    ]);
    expect(knownStarts((start) => answers.get(start))).toEqual([undefined, 'b', 'c']);
  });

  it('are asked for where they are looked at, and a little before they are', () => {
    expect(pagesAround(0, 10, 5)).toEqual([0]);
    expect(pagesAround(tasksOnPage - 5, tasksOnPage + 5, 5)).toEqual([0, 1]);
    expect(pagesAround(0, tasksOnPage - 5, 5)).toEqual([0, 1]);
    expect(pagesAround(tasksOnPage * 4, tasksOnPage * 5 - 1, 5)).toEqual([4]);
  });
});
