import { eveningBalance, everyDay, withBalances } from './account-days.js';
import type { AccountDay, Line } from './account-queries.js';

const day = (date: string, opening: number, change: Partial<AccountDay>): AccountDay => ({
  date,
  opening_balance: opening,
  fees: 0,
  rewards: 0,
  reversals: 0,
  payout: 0,
  closing_balance: opening,
  ...change,
});

const user = '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a';

describe('The days of an account', () => {
  it('are there too when nothing was booked, with the balance that stayed', () => {
    const busy = day('2026-03-02', -500, { fees: -1277, closing_balance: -1777 });
    const known = { user, currency: 'USD', opening_balance: -500, days: [busy] };
    expect(everyDay(known, '2026-03-01', '2026-03-04')).toEqual([
      day('2026-03-01', -500, {}),
      busy,
      day('2026-03-03', -1777, {}),
      day('2026-03-04', -1777, {}),
    ]);
  });

  it('are all quiet on an account that nothing was ever booked on', () => {
    const days = everyDay(
      { user, currency: 'USD', opening_balance: 0, days: [] },
      '2026-02-28',
      '2026-03-01',
    );
    expect(days.map(({ date, closing_balance }) => [date, closing_balance])).toEqual([
      ['2026-02-28', 0],
      ['2026-03-01', 0],
    ]);
  });

  it('came to what was paid out, or to what carries over', () => {
    const paid = day('2026-03-02', -500, { rewards: 2500, payout: -2000, closing_balance: 0 });
    const red = day('2026-03-02', -500, { fees: -1277, closing_balance: -1777 });
    expect([paid, red].map(eveningBalance)).toEqual([2000, -1777]);
  });
});

describe('The lines of a day', () => {
  const line = (amount: number): Line => ({
    uuid: user,
    occurred_at: '2026-03-02T09:30:00.000000Z',
    booked_on: '2026-03-02',
    kind: 'fee',
    amount,
    task: null,
    reverses: null,
    reason: null,
  });

  it('each tell the balance that they left, back from the last', () => {
    const lines = withBalances([line(-1500), line(3120), line(-1277)], 343);
    expect(lines.map(({ balance }) => balance)).toEqual([343, 1843, -1277]);
  });
});
