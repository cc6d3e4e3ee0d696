import type { Task } from '../tasks/task-queries.js';

/** How a person's day stands, as one sentence says it. Amounts are in minor units. */
export type Standing =
  | { kind: 'paid'; amount: number }
  | { kind: 'even' }
  /** Overdrawn; completing this many open tasks, the best paid first, ends that. */
  | { kind: 'tasksAway'; tasks: number; amount: number }
  /** Overdrawn by more than the open tasks bring. */
  | { kind: 'overdrawn'; amount: number };

type Rewarded = Pick<Task, 'reward'>;

/** Computes how the day stands from the balance and the open tasks. */
export function standingOf(balance: number, open: readonly Rewarded[]): Standing {
  if (balance > 0) {
    return { kind: 'paid', amount: balance };
  }
  if (balance === 0) {
    return { kind: 'even' };
  }
  const rewards = open.map(({ reward }) => reward ?? 0).sort((left, right) => right - left);
  let left = balance;
  for (const [index, reward] of rewards.entries()) {
    left += reward;
    if (left >= 0) {
      return { kind: 'tasksAway', tasks: index + 1, amount: -balance };
    }
  }
  return { kind: 'overdrawn', amount: -balance };
}
