// @ts-check
// Time limits that count only the time in which this process ran.

// A pause of the process costs a limit at most one tick.
const ticks = 10;

/**
 * Calls `then` once this process has run for `milliseconds`. A pause, of a busy or suspended machine or of a garbage
 * collection, counts as one tick at most: a plain timer that is overdue after a pause fires before the answers that
 * arrived meanwhile are read, and a service that answers in time would count as silent. The timer does not keep the
 * process alive.
 *
 * @param {number} milliseconds
 * @param {() => void} then
 * @returns {() => void} cancels it
 */
export function afterRunning(milliseconds, then) {
  let left = ticks;
  const timer = setInterval(() => {
    left -= 1;
    if (left === 0) {
      clearInterval(timer);
      then();
    }
  }, milliseconds / ticks);
  timer.unref();
  return () => clearInterval(timer);
}
