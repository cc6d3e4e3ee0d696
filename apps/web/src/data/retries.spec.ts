import { Problem, problemOf } from '../api/problem.js';
import { mayWorkYet, pauseBefore } from './retries.js';

const refusedFor = (retryAfter: string) =>
  problemOf(new Response(null, { status: 503, headers: { 'retry-after': retryAfter } }), undefined);

describe('A page that a service asks to wait', () => {
  it.each([
    ['1', 1000],
    ['7', 7000],
    [new Date(Date.now() + 8000).toUTCString(), 7000],
  ])('asks again by itself, and not before that (%s)', (retryAfter, milliseconds) => {
    const problem = refusedFor(retryAfter);
    expect(mayWorkYet(0, problem)).toBe(true);
    expect(pauseBefore(0, problem)).toBeGreaterThanOrEqual(milliseconds);
  });

  it('shows at once that everything is read-only, instead of sending a change again', () => {
    const details = { type: 'urn:ates:problem:read-only', title: '', status: 503, detail: '' };
    expect(mayWorkYet(0, new Problem(details, 5))).toBe(false);
  });

  // It used to ask again after ten seconds, three times.
  it.each(['60', '3600', new Date(Date.now() + 3_600_000).toUTCString()])(
    'for long shows the problem instead of asking again too early (%s)',
    (retryAfter) => expect(mayWorkYet(0, refusedFor(retryAfter))).toBe(false),
  );
});
