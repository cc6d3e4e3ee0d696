import { growingTexts, growthOf, maximumGrowth } from '../../../../test/support/work.js';
import { bearerTokenOf } from './bearer-token.js';

const tokenOf = (authorization: string) => bearerTokenOf({ headers: { authorization } });

describe('bearerTokenOf', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer   abc', 'abc'],
    ['Bearer', ''],
    ['Bearer  ', ''],
    ['Basic abc', null],
    ['Bearerabc', null],
    ['Basic Bearer abc', null],
    ['xBearer', null],
  ])('reads from %j the token %j', (authorization, token) => {
    expect(tokenOf(authorization)).toBe(token);
  });

  it.each(Object.entries(growingTexts))('takes time linear in the length of the header: %s', (_, textOf) => {
    expect(growthOf((text) => tokenOf(`Bearer ${text}`), textOf)).toBeLessThan(maximumGrowth);
  });
});
