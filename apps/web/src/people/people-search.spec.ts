import { peopleSearch } from './people-search.js';

describe('the address of the list of people', () => {
  it('says whom to look for', () => {
    expect(peopleSearch({ text: 'pol', role: 'manager' })).toEqual({ text: 'pol', role: 'manager' });
  });

  it('is passed over where it says nothing that there is', () => {
    expect(peopleSearch({ text: '', role: 'parrot', other: 'x' })).toEqual({});
  });
});
