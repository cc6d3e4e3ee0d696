import { cachedStarts, pagesAround, tasksPerPage, firstPageOnly, withNext } from './task-pages.js';

describe('the pages of a long list', () => {
  it('are linked by the cursor each page has for the next', () => {
    expect(withNext(firstPageOnly, 0, 'b')).toEqual([undefined, 'b']);
    expect(withNext([undefined, 'b', 'c'], 0, 'b2')).toEqual([undefined, 'b2', 'c']);
  });

  it('end at a page without a next cursor', () => {
    expect(withNext([undefined, 'b', 'c'], 0, null)).toEqual(firstPageOnly);
  });

  it('keep the same array when nothing changes', () => {
    const starts = [undefined, 'b'];
    expect(withNext(starts, 0, 'b')).toBe(starts);
    expect(withNext(starts, 1, null)).toBe(starts);
  });

  it('are restored from cached pages', () => {
    const nextCursors = new Map<string | undefined, string | null>([
      [undefined, 'b'],
      ['b', 'c'],
    ]);
    expect(cachedStarts((start) => nextCursors.get(start))).toEqual([undefined, 'b', 'c']);
  });

  it('are loaded when they are in view, and shortly before', () => {
    expect(pagesAround(0, 10, 5)).toEqual([0]);
    expect(pagesAround(tasksPerPage - 5, tasksPerPage + 5, 5)).toEqual([0, 1]);
    expect(pagesAround(0, tasksPerPage - 5, 5)).toEqual([0, 1]);
    expect(pagesAround(tasksPerPage * 4, tasksPerPage * 5 - 1, 5)).toEqual([4]);
  });
});
