import { eveningBalance, everyDay, withBalances } from './account-days.js';
import type { AccountDay, AuditLogEntry } from './account-queries.js';

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

describe('the days of an account', () => {
  it('include days without postings, with the balance carried on', () => {
    const busy = day('2026-03-02', -500, { fees: -1277, closing_balance: -1777 });
    const known = { user, currency: 'USD', opening_balance: -500, days: [busy] };
    expect(everyDay(known, '2026-03-01', '2026-03-04')).toEqual([
      day('2026-03-01', -500, {}),
      busy,
      day('2026-03-03', -1777, {}),
      day('2026-03-04', -1777, {}),
    ]);
  });

  it('are all empty if nothing was ever booked', () => {
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

  it('have an evening balance that is paid out or carried over', () => {
    const paid = day('2026-03-02', -500, { rewards: 2500, payout: -2000, closing_balance: 0 });
    const red = day('2026-03-02', -500, { fees: -1277, closing_balance: -1777 });
    expect([paid, red].map(eveningBalance)).toEqual([2000, -1777]);
  });
});

describe('the audit log entries of a day', () => {
  const entry = (amount: number): AuditLogEntry => ({
    uuid: user,
    occurred_at: '2026-03-02T09:30:00.000000Z',
    booked_on: '2026-03-02',
    kind: 'fee',
    amount,
    task: null,
    reverses: null,
    reason: null,
  });

  it('each get the balance after them, computed back from the closing balance', () => {
    const entries = withBalances([entry(-1500), entry(3120), entry(-1277)], 343);
    expect(entries.map(({ balance }) => balance)).toEqual([343, 1843, -1277]);
  });
});
