import type { CompanyOpenDay, DayClosing, OpenDay } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { businessDayOf } from '../src/ledger/business-calendar.js';
import { FinanceService } from './support/finance-service.js';

const zone = 'Europe/Berlin';
const endsAt = '18:00';

const instantBefore = (instant: string): string => new Date(Date.parse(instant) - 1).toISOString();

describe('The working day that is open now', () => {
  let finance: FinanceService;
  let earner: Person;
  let overdrawn: Person;
  let manager: Api;
  let administrator: Api;

  beforeAll(async () => {
    finance = await FinanceService.start({ BUSINESS_TIME_ZONE: zone, DAY_ENDS_AT: endsAt });
    [earner, overdrawn] = [await finance.person('employee'), await finance.person('employee')];
    manager = await finance.as(await finance.person('manager'));
    administrator = await finance.as(await finance.person('administrator'));
  });

  afterAll(() => finance.stop());

  const openDayOf = async (person: Person): Promise<OpenDay> =>
    (await (await finance.as(person)).get<OpenDay>('/accounting/open-day')).body;

  const ofCompany = async (): Promise<CompanyOpenDay> =>
    (await manager.get<CompanyOpenDay>('/accounting/open-day/company')).body;

  const previewOf = (date: string) =>
    administrator.post<DayClosing>(`/accounting/days/${date}/close?dry_run=true`);

  it('begins and ends where the calendar of the books says (F6)', async () => {
    const { date, begins_at, ends_at, time_zone, currency } = await openDayOf(earner);
    expect({ time_zone, currency }).toEqual({ time_zone: zone, currency: 'USD' });
    const instants = [instantBefore(begins_at), begins_at, instantBefore(ends_at), ends_at];
    const [days] = await finance.database.query<{ days: string[] }>(
      `select array(select ${businessDayOf('instant', '$2', '$3')}::text
                    from unnest($1::timestamptz[]) as instant) as days`,
      [instants, zone, endsAt],
    );
    const [before = '', first, last, after = ''] = days?.days ?? [];
    expect([first, last]).toEqual([date, date]);
    expect(before < date && date < after).toBe(true);
    expect(Date.parse(begins_at)).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(ends_at)).toBeGreaterThan(Date.now());
  });

  it('is empty for someone without postings, and nothing of the company is due (F4)', async () => {
    expect(await openDayOf(earner)).toMatchObject({
      opening_balance: 0,
      fees: 0,
      rewards: 0,
      balance: 0,
      payout: 0,
    });
    const { date } = await ofCompany();
    expect(await previewOf(date)).toMatchObject({ status: 200, body: { dry_run: true, payouts: [] } });
  });

  it('shows people and the company what the evening will bring, without closing anything (F5, F6)', async () => {
    const now = new Date().toISOString();
    const task = finance.assign(earner, 'Sing', now);
    finance.complete(earner, task, now);
    const open = finance.assign(overdrawn, 'Fly', now);
    await finance.untilUpToDate();
    const [done, undone] = [await finance.priceOf(task), await finance.priceOf(open)];
    const earned = done.reward - done.fee;
    expect(await openDayOf(earner)).toMatchObject({
      fees: -done.fee,
      rewards: done.reward,
      balance: earned,
      payout: earned,
    });
    expect(await openDayOf(overdrawn)).toMatchObject({ balance: -undone.fee, payout: 0 });
    const company = await ofCompany();
    expect(company).toMatchObject({
      income: undone.fee - earned,
      income_before: 0,
      payouts: earned,
      paid_people: 1,
      people_in_the_red: 1,
      days_to_close: [],
      statements_by_mail: false,
    });
    const preview = await previewOf(company.date);
    expect(preview).toMatchObject({
      status: 200,
      body: {
        dry_run: true,
        day: { closed_at: null, hash: null, paid: earned, paid_people: 1, income: company.income },
        payouts: [{ user: earner.uuid, amount: earned }],
      },
    });
    expect(await administrator.post(`/accounting/days/${company.date}/close`)).toMatchObject({
      status: 409,
      body: { type: 'urn:ates:problem:day-not-over' },
    });
    expect((await openDayOf(earner)).balance).toBe(earned);
  });

  it('names past days that are still open, and previews the open day once they are closed (F6)', async () => {
    const { date } = await ofCompany();
    const past = new Date(Date.parse(date) - 3 * 86_400_000).toISOString().slice(0, 10);
    finance.assign(overdrawn, 'Sit still', `${past}T10:00:00Z`);
    await finance.untilUpToDate();
    expect((await ofCompany()).days_to_close).toEqual([past]);
    expect(await previewOf(date)).toMatchObject({
      status: 409,
      body: { type: 'urn:ates:problem:earlier-day-open', detail: expect.stringContaining(past) as string },
    });
    expect((await administrator.post(`/accounting/days/${past}/close`)).status).toBe(200);
    expect((await ofCompany()).days_to_close).toEqual([]);
    expect(await previewOf(date)).toMatchObject({ status: 200, body: { payouts: [{ user: earner.uuid }] } });
  });

  it('says that statements are mailed if there is a mail server (F7)', async () => {
    const mailing = await FinanceService.start({
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'books@ates.example',
    });
    const api = await mailing.as(await mailing.person('manager'));
    expect((await api.get('/accounting/open-day/company')).body).toMatchObject({ statements_by_mail: true });
    await mailing.stop();
  });
});
