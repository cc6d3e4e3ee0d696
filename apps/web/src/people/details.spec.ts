import { parseDetails, formatDetails } from './details.js';

describe('details as text', () => {
  it('are the same after formatting and parsing', () => {
    const details = { birthday: '2021-04-15', perch: { floor: 3 } };
    expect(parseDetails(formatDetails(details))).toEqual(details);
  });

  it('are empty if there are none', () => {
    expect(formatDetails({})).toBe('');
    expect(parseDetails('  ')).toEqual({});
  });

  it('are rejected unless they are a JSON object', () => {
    expect(['[1]', 'null', '7', '"text"', '{', 'birthday'].map(parseDetails)).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });
});
