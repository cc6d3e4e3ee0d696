import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { AuditLogPage, Balance, CompanyIncome, Reversal } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { FinanceService } from './support/finance-service.js';
import { assigned, completed, Ledger } from './support/ledger.js';

const today = (): string => new Date().toISOString().slice(0, 10);

describe('Reversal of a posting over HTTP (F3)', () => {
  let finance: FinanceService;
  let administrator: Api;
  let person: Person;
  let own: Api;

  beforeAll(async () => {
    finance = await FinanceService.start();
    administrator = await finance.as(await finance.person('administrator'));
  });

  beforeEach(async () => {
    person = await finance.person('employee');
    own = await finance.as(person);
  });

  afterAll(() => finance.stop());

  const reverse = (posting: string, reason: unknown, headers?: Record<string, string>) =>
    administrator.post<Reversal>(`/accounting/postings/${posting}/reversal`, { reason }, headers);

  const linesOf = async (api: Api) =>
    (await api.get<AuditLogPage>('/accounting/audit-log?from=2026-01-01')).body.items;
  const balance = async () => (await own.get<Balance>('/accounting/balance')).body.balance;
  const incomeOf = async (date: string) =>
    (await administrator.get<CompanyIncome>(`/accounting/stats?date=${date}`)).body.income;

  /** Posts a fee and a reward on a past day. */
  async function earned(): Promise<{
    task: string;
    fee: AuditLogPage['items'][0];
    reward: AuditLogPage['items'][0];
  }> {
    const task = finance.assign(person, 'Sing', '2026-01-05T10:00:00Z');
    finance.complete(person, task, '2026-01-05T11:00:00Z');
    await finance.untilUpToDate();
    const [reward, fee] = await linesOf(own);
    if (!fee || !reward) {
      throw new Error('nothing was posted');
    }
    return { task, fee, reward };
  }

  it('refunds a fee on the current day, with the reason in the audit log and the CSV file', async () => {
    const { task, fee, reward } = await earned();
    const before = await incomeOf(today());
    const reversal = await reverse(fee.uuid, '=charged twice, sorry');
    expect(reversal).toMatchObject({
      status: 201,
      body: { reverses: fee.uuid, user: person.uuid, task, amount: -fee.amount, currency: 'USD' },
    });
    expect(await balance()).toBe(reward.amount);
    expect(await linesOf(own)).toMatchObject([
      {
        uuid: reversal.body.uuid,
        kind: 'reversal',
        amount: -fee.amount,
        booked_on: reversal.body.booked_on,
        occurred_at: reversal.body.occurred_at,
        reverses: fee.uuid,
        reason: '=charged twice, sorry',
        task: { uuid: task },
      },
      { kind: 'reward', reverses: null, reason: null },
      { kind: 'fee', reverses: null, reason: null },
    ]);
    const csv = await own.get<string>(`/accounting/audit-log.csv?from=2026-01-06`);
    expect(csv.body).toMatch(/,reversal,\d+\.\d\d,USD,.*,"'=charged twice, sorry"\r\n$/);
    expect((await incomeOf(reversal.body.booked_on)) - before).toBe(fee.amount);
  });

  it('returns a reward to the company', async () => {
    const { fee, reward } = await earned();
    const before = await incomeOf(today());
    const reversal = await reverse(reward.uuid, 'Not done at all');
    expect(reversal.body.amount).toBe(-reward.amount);
    expect(await balance()).toBe(fee.amount);
    expect((await incomeOf(reversal.body.booked_on)) - before).toBe(reward.amount);
    const { body } = await administrator.get('/accounting/verification');
    expect(body).toMatchObject({ sum: 0, differences: [] });
  });

  it('happens once: a repetition returns the same result, another reason gets 409', async () => {
    const { fee, reward } = await earned();
    const first = await reverse(fee.uuid, 'Charged twice', {
      'idempotency-key': `reverse ${fee.uuid}`.replace(' ', '-'),
    });
    const again = await reverse(fee.uuid, 'Charged twice', { 'idempotency-key': `reverse-${fee.uuid}` });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(await reverse(fee.uuid, 'Charged twice')).toMatchObject({ status: 201, body: first.body });
    expect(await reverse(fee.uuid, 'For fun')).toMatchObject({
      status: 409,
      body: { type: 'urn:ates:problem:reversed-before', detail: expect.stringContaining('Charged twice') },
    });
    const other = await reverse(reward.uuid, 'Charged twice', { 'idempotency-key': `reverse-${fee.uuid}` });
    expect(other.status).toBe(422);
    expect(await balance()).toBe(reward.amount);
  });

  it('rejects reversals and unknown postings', async () => {
    const { fee } = await earned();
    const { body } = await reverse(fee.uuid, 'A mistake');
    expect(await reverse(body.uuid, 'A mistake after all')).toMatchObject({
      status: 409,
      body: { type: 'urn:ates:problem:not-reversible' },
    });
    expect(await reverse(uuidv7(), 'A mistake')).toMatchObject({
      status: 404,
      body: { type: 'urn:ates:problem:no-such-posting' },
    });
  });

  it.each([
    [undefined, { code: 'missing' }],
    ['', { code: 'empty' }],
    [' ', { code: 'empty' }],
    ['two\nlines', { code: 'several-lines' }],
    ['x'.repeat(501), { code: 'too-long', params: { max: 500 } }],
    [5, { code: 'not-text' }],
  ])('rejects %j as a reason', async (reason, error) => {
    expect(await reverse(uuidv7(), reason)).toMatchObject({
      status: 400,
      body: { type: 'urn:ates:problem:invalid-request', errors: [{ path: 'reason', ...error }] },
    });
  });

  it.each([
    ['employee', 403],
    ['accountant', 403],
    ['manager', 403],
    ['administrator', 404],
  ])('%s gets %d', async (role, status) => {
    const api = await finance.as(await finance.person(role));
    expect((await api.post(`/accounting/postings/${uuidv7()}/reversal`, { reason: 'x' })).status).toBe(
      status,
    );
  });

  it('rejects services and anonymous requests', async () => {
    const path = `/accounting/postings/${uuidv7()}/reversal`;
    expect((await (await finance.asService('accounts:read')).post(path, { reason: 'x' })).status).toBe(403);
    expect((await finance.anonymous().post(path, { reason: 'x' })).status).toBe(401);
  });
});

describe('Reversals in the books', () => {
  let ledger: Ledger;

  beforeEach(async () => {
    ledger = await Ledger.start();
  });

  afterEach(() => ledger.stop());

  const expectCorrectBooks = async () => {
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  };

  it('by two administrators at once let one win and reject the other (F3)', async () => {
    const tasks = Array.from({ length: 40 }, () => uuidv7());
    const person = uuidv4();
    await ledger.deliver(tasks.map((task) => completed(task, person, '2026-05-04T12:00:00Z')));
    const postings = await Promise.all(tasks.map((task) => ledger.postingWith(`rewarded:${task}`)));
    const now = '2026-05-04T13:00:00Z';
    const outcomes = await Promise.all(
      postings.map((posting) =>
        Promise.allSettled([ledger.reverse(posting, now, 'One'), ledger.reverse(posting, now, 'Another')]),
      ),
    );
    for (const outcome of outcomes) {
      expect(outcome.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = outcome.find(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: { code: 'reversed-before' } });
    }
    expect(await ledger.balancesOf([person])).toEqual(new Map([[person, 0]]));
    await expectCorrectBooks();
  });

  it('leave a closed day as it is and are booked on the current day, with its totals (F3, F9)', async () => {
    const [done, charged] = [uuidv7(), uuidv7()];
    const [rich, poor] = [uuidv4(), uuidv4()];
    const fee = assigned(charged, poor, '2026-05-04T12:00:00Z');
    await ledger.deliver([completed(done, rich, '2026-05-04T12:00:00Z'), fee]);
    const first = await ledger.closeDay('2026-05-04', '2026-05-05T00:00:00Z');
    const reward = await ledger.postingWith(`rewarded:${done}`);
    const now = '2026-05-05T09:00:00.123Z';
    expect(await ledger.reverse(reward, now)).toMatchObject({
      booked_on: '2026-05-05',
      occurred_at: '2026-05-05T09:00:00.123000Z',
    });
    await ledger.reverse(await ledger.postingWith(`assigned:${fee.id}`), now);
    expect(await ledger.closeDay('2026-05-04', now)).toEqual(first);
    const second = await ledger.closeDay('2026-05-05', '2026-05-06T00:00:00Z');
    expect(second).toMatchObject({
      payouts: [],
      day: {
        postings: 2,
        fees: -first.day.fees,
        rewards: -first.day.rewards,
        income: -first.day.income,
        paid_people: 0,
        // What was paid out for the reward is now owed.
        people_in_the_red: 1,
        carried_over: -first.day.paid,
      },
    });
    await expectCorrectBooks();
  });

  it('are booked on the first open day if the current one is closed (F9)', async () => {
    const task = uuidv7();
    await ledger.deliver([completed(task, uuidv4(), '2026-05-04T12:00:00Z')]);
    await ledger.closeDueDays('2026-05-07T12:00:00Z');
    const posting = await ledger.postingWith(`rewarded:${task}`);
    const reversal = await ledger.reverse(posting, '2026-05-05T12:00:00Z');
    expect(reversal).toMatchObject({ booked_on: '2026-05-07', occurred_at: '2026-05-05T12:00:00.000000Z' });
    await expectCorrectBooks();
  });

  it('do not slip past concurrent closes', async () => {
    const tasks = Array.from({ length: 30 }, () => uuidv7());
    const person = uuidv4();
    await ledger.deliver(tasks.map((task) => completed(task, person, '2026-05-04T12:00:00Z')));
    const postings = await Promise.all(tasks.map((task) => ledger.postingWith(`rewarded:${task}`)));
    const [closed] = await Promise.all([
      ledger.closeDueDays('2026-05-20T12:00:00Z'),
      ...postings.map((posting) => ledger.reverse(posting, '2026-05-04T20:00:00Z')),
    ]);
    expect(closed).toHaveLength(16);
    await ledger.closeDueDays('2026-05-25T12:00:00Z');
    await expectCorrectBooks();
  });

  it('are rejected for a payout', async () => {
    const person = uuidv4();
    await ledger.deliver([completed(uuidv7(), person, '2026-05-04T12:00:00Z')]);
    await ledger.closeDay('2026-05-04', '2026-05-05T00:00:00Z');
    const payout = await ledger.postingWith(`payout:${person}:2026-05-04`);
    await expect(ledger.reverse(payout, '2026-05-05T12:00:00Z')).rejects.toMatchObject({
      code: 'not-reversible',
    });
  });
});
