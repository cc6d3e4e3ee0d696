import { tasksSearch } from './tasks-search.js';

const person = '0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10';

describe('The search parameters of the task list', () => {
  it('keep filters, an order and a task', () => {
    const search = {
      whose: person,
      status: 'all',
      age: 'older',
      order: 'oldest',
      text: 'perch',
      task: person,
    } as const;
    expect(tasksSearch(search)).toEqual(search);
    expect(tasksSearch({ text: 42 })).toEqual({ text: '42' });
  });

  it('ignore what is unknown', () => {
    for (const search of [
      {},
      { whose: 'theirs', status: 'lost', age: 'young', order: 'title', text: '', task: 'x' },
      { whose: 7, status: ['all'], age: {}, order: null, text: {}, task: 7 },
    ]) {
      expect(tasksSearch(search)).toEqual({});
    }
  });
});
