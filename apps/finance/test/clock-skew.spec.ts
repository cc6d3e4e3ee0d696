import type { Reversal } from '@ates/contracts';
import { skewClock } from '../../../test/support/clock-skew.js';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { FinanceService } from './support/finance-service.js';

const day = 24 * 3600;

const dateOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

describe('Finance on a machine with a skewed clock', () => {
  let finance: FinanceService;
  let performer: Person;
  let api: Api;

  beforeAll(async () => {
    finance = await FinanceService.start();
    performer = await finance.person('employee');
    api = await finance.as(await finance.person('administrator'));
  });

  afterAll(() => finance.stop());

  /** Runs `work` on a machine with a skewed clock, once Finance has noticed. */
  const off = async <Result>(seconds: number, work: () => Promise<Result>): Promise<Result> => {
    const setRight = skewClock(seconds);
    try {
      expect((await api.get('/health/ready')).body).toMatchObject({ clock: { within_bound: false } });
      return await work();
    } finally {
      setRight();
      await api.get('/health/ready');
    }
  };

  it('a day ahead, refuses to close a day that has not ended by the database clock (F6, F9)', async () => {
    const today = dateOf(Date.now());
    finance.assign(performer, 'Fix the perch');
    await finance.untilUpToDate();
    const answer = await off(day, () => api.post(`/accounting/days/${today}/close`));
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:ates:problem:day-not-over' } });
  });

  it('a day behind, closes a day that has ended by the database clock (F6)', async () => {
    const yesterday = dateOf(Date.now() - day * 1000);
    finance.assign(performer, 'Polish the bell', `${yesterday}T10:00:00.000Z`);
    await finance.untilUpToDate();
    const answer = await off(-day, () => api.post(`/accounting/days/${yesterday}/close`));
    expect(answer.status).toBe(200);
  });

  it.each([day, -day])('(%i s) dates a reversal and validates tokens by the database clock', async (skew) => {
    const task = finance.assign(performer, 'Oil the swing');
    await finance.untilUpToDate();
    const [fee] = await finance.database.query<{ id: string }>(`select id from posting where task_id = $1`, [
      task,
    ]);
    const before = Date.now();
    const { body } = await off(skew, () =>
      api.post<Reversal>(`/accounting/postings/${fee?.id}/reversal`, { reason: 'It was oiled already' }),
    );
    expect(Math.abs(Date.parse(body.occurred_at) - before)).toBeLessThan(60_000);
  });
});
