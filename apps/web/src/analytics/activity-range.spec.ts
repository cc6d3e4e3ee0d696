import { daysFrom } from '../components/days.js';
import { activityRange } from './activity-range.js';

describe('activityRange', () => {
  it('keeps a range of up to 92 days', () => {
    const range = { from: '2026-01-01', to: '2026-04-02' };
    expect(activityRange(range)).toEqual(range);
  });

  it('takes the last 92 days of a longer range', () => {
    const { from, to } = activityRange({ from: '2025-04-03', to: '2026-04-02' });
    expect([to, daysFrom(from, to).length]).toEqual(['2026-04-02', 92]);
  });
});
