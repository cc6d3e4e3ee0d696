import { parseDetails, formatDetails } from './details.js';

describe('details of a person, as text', () => {
  it('come back as they were', () => {
    const details = { birthday: '2021-04-15', perch: { floor: 3 } };
    expect(parseDetails(formatDetails(details))).toEqual(details);
  });

  it('are an empty text when there are none', () => {
    expect(formatDetails({})).toBe('');
    expect(parseDetails('  ')).toEqual({});
  });

  it('are a JSON object and nothing else', () => {
    expect(['[1]', 'null', '7', '"text"', '{', 'birthday'].map(parseDetails)).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });
});
