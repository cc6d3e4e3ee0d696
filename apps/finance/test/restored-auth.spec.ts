import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

describe('After Auth was restored to an earlier state (F10, docs/adr/0080)', () => {
  let finance: FinanceService;

  beforeAll(async () => {
    finance = await FinanceService.start();
  });

  afterAll(() => finance.stop());

  it('has the roles that Auth has, and flags the people whom Auth lacks as deleted', async () => {
    const kept = await finance.person('employee');
    const restore = finance.peers.backUpAuth();
    finance.peers.change(kept, { roles: ['manager'] });
    await finance.untilCached(kept);
    const lost = await finance.person('employee');
    restore();
    await until('Finance has the people of Auth', async () => {
      const people = await finance.database.query<{ id: string; roles: string[]; is_deleted: boolean }>(
        `select id, roles, is_deleted from cached_user where not is_stale`,
      );
      const find = (id: string) => people.find((person) => person.id === id);
      return find(lost.uuid)?.is_deleted && find(kept.uuid)?.roles[0] === 'employee';
    });
    const api = await finance.as(lost);
    expect(await api.get('/accounting/balance')).toMatchObject({
      status: 401,
      body: { type: 'urn:ates:problem:account-deleted' },
    });
  });
});
