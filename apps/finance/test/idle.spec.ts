import { Database } from '@ates/platform';
import { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { dayClosed } from '../src/ledger/open-days.js';
import { postingReversed } from '../src/ledger/reverse-posting.js';
import { FinanceService } from './support/finance-service.js';

const day = '2026-02-02';

describe('Finance when idle', () => {
  let finance: FinanceService;
  let administrator: Person;

  beforeAll(async () => {
    finance = await FinanceService.start();
    administrator = await finance.person('administrator');
    finance.assign(await finance.person('employee'), 'Sing', `${day}T10:00:00Z`);
    await finance.untilUpToDate();
  });

  afterAll(() => finance.stop());

  /** The id of the only fee. */
  const fee = async (): Promise<string> => {
    const [row] = await finance.database.query<{ id: string }>(`select id from posting where kind = 'fee'`);
    return row?.id ?? '';
  };

  it.each([
    [
      'a reversal, for the day journal',
      postingReversed,
      async (api: Api) =>
        api.post(`/accounting/postings/${await fee()}/reversal`, { reason: 'charged twice' }),
    ],
    [
      'a close, for the day journal and the statements',
      dayClosed,
      (api: Api) => api.post(`/accounting/days/${day}/close`),
    ],
  ])('is woken by %s', async (_, signal, act) => {
    const app = await finance.startAnotherApp();
    let isSignalled = false;
    app.get(Database).signals.on(signal, () => {
      isSignalled = true;
    });
    const api = new Api(await app.getUrl(), await finance.peers.tokenOf(administrator));
    expect((await act(api)).status).toBeLessThan(300);
    expect(isSignalled).toBe(true);
    await app.close();
  });
});
