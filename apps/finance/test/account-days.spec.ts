import {
  accountDays,
  type AccountDays,
  type AuditLogPage,
  type Balance,
  type Reversal,
} from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { FinanceService } from './support/finance-service.js';

const dayInMilliseconds = 86_400_000;
const nothing = { fees: 0, rewards: 0, reversals: 0, payout: 0 };

describe('An account by day (F4)', () => {
  let finance: FinanceService;
  let administrator: Api;
  let person: Person;
  let own: Api;
  /** A fee on 1 March, a fee and a reward on 3 March, a fee on 5 March; the days up to 4 March are closed. */
  let [idle, done, late]: string[] = [];

  beforeAll(async () => {
    finance = await FinanceService.start();
    administrator = await finance.as(await finance.person('administrator'));
    person = await finance.person('employee');
    own = await finance.as(person);
    idle = finance.assign(person, 'Idle', '2026-03-01T10:00:00Z');
    await finance.untilUpToDate();
    await close('2026-03-01', '2026-03-02');
    done = finance.assign(person, 'Sing', '2026-03-03T10:00:00Z');
    finance.complete(person, done, '2026-03-03T11:00:00Z');
    const extra = finance.assign(await finance.person('employee'), 'Sing twice', '2026-03-03T10:00:00Z');
    finance.complete(person, extra, '2026-03-03T12:00:00Z');
    await finance.untilUpToDate();
    await close('2026-03-03', '2026-03-04');
    late = finance.assign(person, 'Late', '2026-03-05T10:00:00Z');
    await finance.untilUpToDate();
  });

  afterAll(() => finance.stop());

  const close = async (...dates: string[]): Promise<void> => {
    for (const date of dates) {
      expect((await administrator.post(`/accounting/days/${date}/close`)).status).toBe(200);
    }
  };

  const daysOf = async (from: string, to: string, api = own, user = ''): Promise<AccountDays> => {
    const query = `from=${from}&to=${to}${user && `&user=${user}`}`;
    const { status, body } = await api.get<AccountDays>(`/accounting/account-days?${query}`);
    expect(status).toBe(200);
    expect(accountDays.strict().parse(body)).toEqual(body);
    return body;
  };

  const feeOf = async (task: string | undefined): Promise<number> => -(await finance.priceOf(task ?? '')).fee;

  it('lists the opening balance, rewards, fees, payout and closing balance of each day, oldest first', async () => {
    const [idleFee, doneFee, lateFee] = [await feeOf(idle), await feeOf(done), await feeOf(late)];
    const log = await own.get<AuditLogPage>('/accounting/audit-log?date=2026-03-03');
    const sum = (kind: string) =>
      log.body.items.filter((line) => line.kind === kind).reduce((all, { amount }) => all + amount, 0);
    expect(sum('payout')).toBe(-(idleFee + doneFee + sum('reward')));
    expect(await daysOf('2026-02-01', '2026-03-31')).toEqual({
      user: person.uuid,
      currency: 'USD',
      opening_balance: 0,
      days: [
        { date: '2026-03-01', opening_balance: 0, ...nothing, fees: idleFee, closing_balance: idleFee },
        {
          date: '2026-03-03',
          opening_balance: idleFee,
          fees: doneFee,
          rewards: sum('reward'),
          reversals: 0,
          payout: sum('payout'),
          closing_balance: 0,
        },
        { date: '2026-03-05', opening_balance: 0, ...nothing, fees: lateFee, closing_balance: lateFee },
      ],
    });
  });

  it.each(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-04-01'])(
    'opens on %s with the closing balance of the day before, whether closed or open',
    async (from) => {
      const before = new Date(Date.parse(from) - 1).toISOString().slice(0, 10);
      const { body } = await own.get<Balance>(`/accounting/balance?date=${before}`);
      const { opening_balance: opening, days } = await daysOf(from, '2026-04-30');
      expect(opening).toBe(body.balance);
      expect(days[0]?.opening_balance ?? opening).toBe(opening);
      expect(days.every(({ date }) => date >= from)).toBe(true);
    },
  );

  it('shows a reversal on the day it was made', async () => {
    const employee = await finance.person('employee');
    const before = new Date(Date.now() - 10 * dayInMilliseconds).toISOString();
    finance.assign(employee, 'A mistake', before);
    await finance.untilUpToDate();
    const api = await finance.as(employee);
    const [fee] = (await api.get<AuditLogPage>('/accounting/audit-log?from=2026-03-01')).body.items;
    const { body } = await administrator.post<Reversal>(`/accounting/postings/${fee?.uuid}/reversal`, {
      reason: 'It was no task',
    });
    const { days } = await daysOf(before.slice(0, 10), body.booked_on, administrator, employee.uuid);
    expect(days).toEqual([
      {
        date: before.slice(0, 10),
        opening_balance: 0,
        ...nothing,
        fees: fee?.amount,
        closing_balance: fee?.amount,
      },
      {
        date: body.booked_on,
        opening_balance: fee?.amount,
        ...nothing,
        reversals: body.amount,
        closing_balance: 0,
      },
    ]);
  });

  it('is empty for a person without postings', async () => {
    const newcomer = await finance.person('employee');
    expect(await daysOf('2026-01-01', '2026-12-31', await finance.as(newcomer))).toEqual({
      user: newcomer.uuid,
      currency: 'USD',
      opening_balance: 0,
      days: [],
    });
  });

  it.each([
    ['no days', '', { path: 'from', code: 'missing' }],
    ['no end', 'from=2026-03-01', { path: 'to', code: 'missing' }],
    ['an end before the start', 'from=2026-03-02&to=2026-03-01', { path: '', code: 'range-reversed' }],
    ['367 days', 'from=2026-01-01&to=2027-01-02', { path: '', code: 'range-too-long', params: { max: 366 } }],
    ['an invalid date', 'from=2026-02-30&to=2026-03-01', { path: 'from', code: 'not-a-date' }],
    [
      'an unknown parameter',
      'from=2026-03-01&to=2026-03-01&limit=5',
      { path: '', code: 'unknown-field', params: { fields: 'limit' } },
    ],
  ])('rejects %s', async (_, query, error) => {
    expect(await own.get(`/accounting/account-days?${query}`)).toMatchObject({
      status: 400,
      body: {
        type: 'urn:ates:problem:invalid-request',
        errors: expect.arrayContaining([expect.objectContaining(error)]) as unknown[],
      },
    });
  });

  it('accepts a range of 366 days', async () => {
    await expect(daysOf('2026-01-01', '2027-01-01')).resolves.toBeDefined();
  });
});
