import { parseAmount, phraseFor } from './differences.js';

describe('A difference in the books', () => {
  it('is told as money where it is', () => {
    expect(parseAmount('account.balance', '-1277')).toBe(-1277);
    expect(parseAmount('business_day.paid_people', '12')).toBeUndefined();
    expect(parseAmount('business_day.paid', 'nothing')).toBeUndefined();
  });

  it('may be in something that a later version of the service compares', () => {
    expect(phraseFor('business_day.hash')).toBe('differs_hash');
    expect(phraseFor('nest.eggs')).toBeUndefined();
    expect(phraseFor('toString')).toBeUndefined();
  });
});
