import { todaySearch } from './today-search.js';

const task = '0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10';

describe('The search parameters of the Today page', () => {
  it('keep an order and a task', () => {
    expect(todaySearch({ order: 'reward', task })).toEqual({ order: 'reward', task });
  });

  it('ignore what is unknown or not an id', () => {
    for (const search of [{}, { order: 'newest', task: 'x' }, { order: 7, task: 7 }, { order: ['fee'] }]) {
      expect(todaySearch(search)).toEqual({});
    }
  });
});
