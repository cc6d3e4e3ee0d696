import { isAlarming, isKnownMetric } from './metrics.js';

describe('a health metric', () => {
  it('is alarming when messages are parked or past days are open', () => {
    expect(isAlarming('parked_messages', 1)).toBe(true);
    expect(isAlarming('open_past_days', 2)).toBe(true);
    expect(isAlarming('parked_messages', 0)).toBe(false);
  });

  it('is not alarming while cached copies are stale only briefly, as after each change', () => {
    expect(isAlarming('due_task_copies', 300)).toBe(false);
    expect(isAlarming('oldest_due_task_copy_seconds', 2.5)).toBe(false);
    expect(isAlarming('oldest_due_task_copy_seconds', 90)).toBe(true);
  });

  it('may be unknown, reported only by a newer service, and is alarming above 0', () => {
    expect(isKnownMetric('unpriced_tasks')).toBe(true);
    expect(isKnownMetric('feathers_lost')).toBe(false);
    expect(isAlarming('feathers_lost', 1)).toBe(true);
  });
});
