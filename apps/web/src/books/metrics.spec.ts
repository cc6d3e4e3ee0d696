import { isAlarming, isKnownFigure } from './metrics.js';

describe('A figure of a service', () => {
  it('is an alarm when something waits for somebody', () => {
    expect(isAlarming('parked_messages', 1)).toBe(true);
    expect(isAlarming('open_past_days', 2)).toBe(true);
    expect(isAlarming('parked_messages', 0)).toBe(false);
  });

  it('is none while copies are due for a moment, as they are after each change', () => {
    expect(isAlarming('due_task_copies', 300)).toBe(false);
    expect(isAlarming('oldest_due_task_copy_seconds', 2.5)).toBe(false);
    expect(isAlarming('oldest_due_task_copy_seconds', 90)).toBe(true);
  });

  it('may be one that a later version of a service measures', () => {
    expect(isKnownFigure('unpriced_tasks')).toBe(true);
    expect(isKnownFigure('feathers_lost')).toBe(false);
    expect(isAlarming('feathers_lost', 1)).toBe(true);
  });
});
