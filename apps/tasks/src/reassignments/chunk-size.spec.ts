import { largestChunk, nextChunkSize } from './chunk-size.js';

describe('The size of the next chunk of a reassignment', () => {
  it.each([
    ['keeps a chunk that takes 50 ms', 500, 50, 500],
    ['shrinks at once when a chunk takes too long', 1000, 500, 100],
    ['never shrinks below 50 tasks', 100, 10_000, 50],
    ['grows to twice as many at most', 100, 1, 200],
    ['never grows above the largest chunk', 900, 10, largestChunk],
  ])('%s', (_, tasks, milliseconds, expected) => {
    expect(nextChunkSize(tasks, milliseconds)).toBe(expected);
  });
});
