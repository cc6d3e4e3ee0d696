import { peopleSearch } from './people-search.js';

describe('peopleSearch', () => {
  it('parses text and role', () => {
    expect(peopleSearch({ text: 'pol', role: 'manager' })).toEqual({ text: 'pol', role: 'manager' });
  });

  it('ignores empty, unknown and additional parameters', () => {
    expect(peopleSearch({ text: '', role: 'parrot', other: 'x' })).toEqual({});
  });
});
