import type { Task } from '../tasks/task-queries.js';
import { groupsOf } from './task-groups.js';

const taskWith = (title: string, assigned_at: string, reward: number | null = null): Task => {
  const person = { uuid: 'p', name: 'Polly' };
  return {
    uuid: title,
    title,
    description: title,
    jira_id: null,
    status: 'open',
    author: person,
    assigned_to: person,
    waits_for_performer: false,
    created_at: assigned_at,
    changed_at: assigned_at,
    assigned_at,
    completed_at: null,
    fee: reward,
    reward,
    currency: 'USD',
  };
};

const dayBegan = '2026-03-02T00:00:00.000Z';
const early = taskWith('b', '2026-03-01T23:59:59.999Z', 3000);
const first = taskWith('c', dayBegan, 2000);
const second = taskWith('a', '2026-03-02T09:00:00.000Z');

const titles = (order: Parameters<typeof groupsOf>[3]) =>
  groupsOf([early, first, second], [first], dayBegan, order).map(({ name, tasks }) => [
    name,
    ...tasks.map(({ title }) => title),
  ]);

describe('The groups of the Today page', () => {
  it('part tasks at the beginning of the day, newest first', () => {
    expect(titles('newest')).toEqual([
      ['today', 'a', 'c'],
      ['older', 'b'],
      ['completed', 'c'],
    ]);
  });

  it('are sorted within, with unpriced tasks last', () => {
    expect(titles('oldest')[0]).toEqual(['today', 'c', 'a']);
    expect(titles('reward')[0]).toEqual(['today', 'c', 'a']);
    expect(titles('fee')[0]).toEqual(['today', 'c', 'a']);
    expect(titles('title')[0]).toEqual(['today', 'a', 'c']);
  });

  it('leave out what is empty', () => {
    expect(groupsOf([], [], dayBegan, 'newest')).toEqual([]);
  });
});
