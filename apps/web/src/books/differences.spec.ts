import { parseAmount, textKeyFor } from './differences.js';

describe('a difference in the books', () => {
  it('has an amount only if it is about money', () => {
    expect(parseAmount('account.balance', '-1277')).toBe(-1277);
    expect(parseAmount('business_day.paid_people', '12')).toBeUndefined();
    expect(parseAmount('business_day.paid', 'nothing')).toBeUndefined();
  });

  it('has no text key if it is in something unknown, compared only by a newer service', () => {
    expect(textKeyFor('business_day.hash')).toBe('differs_hash');
    expect(textKeyFor('nest.eggs')).toBeUndefined();
    expect(textKeyFor('toString')).toBeUndefined();
  });
});
