import { Problem, problemOf } from '../api/problem.js';
import { shouldRetry, retryDelay } from './retries.js';

const refusedFor = (retryAfter: string) =>
  problemOf(new Response(null, { status: 503, headers: { 'retry-after': retryAfter } }), undefined);

describe('shouldRetry and retryDelay', () => {
  it.each([
    ['1', 1000],
    ['7', 7000],
    [new Date(Date.now() + 8000).toUTCString(), 7000],
  ])('retry after a short Retry-After, and not earlier (%s)', (retryAfter, milliseconds) => {
    const problem = refusedFor(retryAfter);
    expect(shouldRetry(0, problem)).toBe(true);
    expect(retryDelay(0, problem)).toBeGreaterThanOrEqual(milliseconds);
  });

  it('do not retry a write that a read-only service refused', () => {
    const details = { type: 'urn:ates:problem:read-only', title: '', status: 503, detail: '' };
    expect(shouldRetry(0, new Problem(details, 5))).toBe(false);
  });

  // A bug once retried after ten seconds, three times.
  it.each(['60', '3600', new Date(Date.now() + 3_600_000).toUTCString()])(
    'do not retry before a long Retry-After has passed (%s)',
    (retryAfter) => expect(shouldRetry(0, refusedFor(retryAfter))).toBe(false),
  );
});
