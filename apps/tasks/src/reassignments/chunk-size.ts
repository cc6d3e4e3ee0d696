/** The most tasks that one transaction of a reassignment redraws. */
export const largestChunk = 1000;

const smallestChunk = 50;

// A completion of one of its tasks waits for a transaction. It should take a third of the 150 milliseconds that are
// acceptable, since the next one may meet a busier machine.
const aimedMilliseconds = 50;

/**
 * How many tasks the next transaction should redraw, after one with `tasks` tasks took `milliseconds`: it grows to twice as
 * many at most, and shrinks as far as needed at once.
 */
export const nextChunkSize = (tasks: number, milliseconds: number): number => {
  const fitting = Math.round((tasks * aimedMilliseconds) / milliseconds);
  return Math.min(largestChunk, Math.max(smallestChunk, Math.min(2 * tasks, fitting)));
};
