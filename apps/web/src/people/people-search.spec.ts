import { peopleSearch } from './people-search.js';

describe('peopleSearch', () => {
  it('parses text, role, status and order', () => {
    const search = { text: 'pol', role: 'manager', status: 'never_signed_in', order: '-last_sign_in' };
    expect(peopleSearch(search)).toEqual(search);
  });

  it('takes a text that looks like a number', () => {
    expect(peopleSearch({ text: 42 })).toEqual({ text: '42' });
  });

  it('ignores empty, unknown and additional parameters', () => {
    expect(peopleSearch({ text: '', role: 'parrot', status: 'flown', order: 'size', other: 'x' })).toEqual(
      {},
    );
  });
});
