import { growingTexts, growthOf, mostGrowth } from '../../../../test/support/work.js';
import { bearerTokenOf } from './bearer-token.js';

const tokenOf = (authorization: string) => bearerTokenOf({ headers: { authorization } });

describe('The token of a request', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer   abc', 'abc'],
    ['Bearer', ''],
    ['Bearer  ', ''],
    ['Basic abc', null],
    ['Bearerabc', null],
  ])('in %j is %j', (authorization, token) => {
    expect(tokenOf(authorization)).toBe(token);
  });

  it.each(Object.entries(growingTexts))('is found in a time in proportion to the header: %s', (_, textOf) => {
    expect(growthOf((text) => tokenOf(`Bearer ${text}`), textOf)).toBeLessThan(mostGrowth);
  });
});
