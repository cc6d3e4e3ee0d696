import { matchesPattern } from './event-handler.js';

describe('A pattern', () => {
  it.each([
    ['auth.user.created', 'auth.user.created', true],
    ['auth.user.*', 'auth.user.created', true],
    ['auth.user.*', 'auth.user', false],
    ['auth.user.*', 'auth.user.created.twice', false],
    ['auth.*.created', 'auth.user.created', true],
    ['auth.#', 'auth', true],
    ['auth.#', 'auth.user.created', true],
    ['#.created', 'auth.user.created', true],
    ['#.created', 'auth.user.changed', false],
    ['#', '', true],
    ['auth.user.*', 'tasks.user.created', false],
  ])('%s for %s: %s', (pattern, type, isMatch) => {
    expect(matchesPattern(pattern, type)).toBe(isMatch);
  });
});
