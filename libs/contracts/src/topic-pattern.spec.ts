import { matchesPattern } from './topic-pattern.js';

describe('matchesPattern', () => {
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
  ])('pattern %j matches type %j: %s', (pattern, type, isMatch) => {
    expect(matchesPattern(pattern, type)).toBe(isMatch);
  });
});
