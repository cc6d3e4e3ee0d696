import { choiceOf, filterOf, isNarrow, needsDay } from './task-choice.js';

const person = '0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10';
const dayBegan = '2026-03-02T00:00:00.000Z';

describe('What the task list asks for', () => {
  it('is by default the open tasks of those who perform, and of everyone for others', () => {
    const open = { status: 'saving,open', order: 'newest' };
    expect(filterOf(choiceOf({}, true), undefined)).toEqual({ ...open, performer: 'me' });
    expect(filterOf(choiceOf({}, false), undefined)).toEqual({ ...open, performer: undefined });
    expect(filterOf(choiceOf({ whose: person }, true), undefined)).toEqual({ ...open, performer: person });
  });

  it('are completed tasks with the last completed first, unless another order is chosen', () => {
    expect(choiceOf({ status: 'completed' }, true).order).toBe('completed');
    expect(choiceOf({ status: 'today' }, true).order).toBe('completed');
    expect(choiceOf({ status: 'completed', order: 'oldest' }, true).order).toBe('oldest');
    expect(choiceOf({ status: 'all' }, true).order).toBe('newest');
  });

  it('is never an order of completion among open tasks', () => {
    expect(choiceOf({ order: 'completed' }, true).order).toBe('newest');
    expect(choiceOf({ order: 'completed', status: 'all' }, true).order).toBe('completed');
  });

  it('counts ages from when the working day began', () => {
    const weekBegan = '2026-02-24T00:00:00.000Z';
    const filtered = (search: object) => filterOf(choiceOf(search, false), dayBegan);
    expect(filtered({ age: 'today' })).toMatchObject({ created_since: dayBegan });
    expect(filtered({ age: 'week' })).toMatchObject({ created_since: weekBegan });
    expect(filtered({ age: 'older' })).toMatchObject({ created_before: weekBegan });
    expect(filtered({ status: 'today' })).toMatchObject({ completed_since: dayBegan, status: 'completed' });
  });

  it('needs the beginning of the day for an age and for what was completed today', () => {
    const needs = (search: object) => needsDay(choiceOf(search, false));
    expect([{}, { status: 'completed' }, { age: 'week' }, { status: 'today' }].map(needs)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('is narrow with an age, a text or a person', () => {
    const narrow = (search: object) => isNarrow(choiceOf(search, false));
    expect([{}, { whose: 'mine' }, { status: 'completed' }, { text: ' ' }].map(narrow)).not.toContain(true);
    expect([{ age: 'week' }, { text: 'a' }, { whose: person }].map(narrow)).not.toContain(false);
  });
});
