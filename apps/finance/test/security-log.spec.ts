import type { AuditLogPage, SecurityLogEntry, SecurityLogPage } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

describe('The security log of Finance (A10)', () => {
  let finance: FinanceService;
  let administrator: Person;
  let employee: Person;
  let admin: Api;

  beforeAll(async () => {
    finance = await FinanceService.start();
    administrator = await finance.person('administrator');
    employee = await finance.person('employee');
    admin = await finance.as(administrator);
    const task = finance.assign(employee, 'Sing', '2026-02-01T10:00:00Z');
    finance.complete(employee, task, '2026-02-01T11:00:00Z');
    finance.assign(employee, 'Fly', '2026-02-03T10:00:00Z');
    await finance.untilUpToDate();
  });

  afterAll(() => finance.stop());

  const entries = async (query: string): Promise<SecurityLogEntry[]> => {
    const { status, body } = await admin.get<SecurityLogPage>(`/security-log?${query}`);
    expect(status).toBe(200);
    return body.items;
  };

  it('records who reversed a posting, once for any number of attempts', async () => {
    const own = await finance.as(employee);
    const { body } = await own.get<AuditLogPage>('/accounting/audit-log?date=2026-02-01');
    const { uuid, amount } = body.items.find(({ kind }) => kind === 'fee') ?? { uuid: '', amount: 0 };
    const reverse = (reason: string) => admin.post(`/accounting/postings/${uuid}/reversal`, { reason });
    const statuses = (await Promise.all(['twice', 'twice', 'other'].map(reverse))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
    expect(await entries(`subject=${uuid}`)).toMatchObject([
      {
        action: 'posting.reversed',
        actor: { kind: 'person', id: administrator.uuid, name: administrator.name },
        details: { user: employee.uuid, amount: -amount },
      },
    ]);
  });

  it('records who closed a day, but not dry runs, repetitions and rejections', async () => {
    const close = (day: string, query = '') => admin.post(`/accounting/days/${day}/close${query}`);
    await close('2026-02-01', '?dry_run=true');
    await close('2026-02-03');
    await close('2026-02-01');
    await close('2026-02-01');
    const closed = await entries('action=day.closed&subject=2026-02-01');
    expect(closed).toMatchObject([
      { actor: { kind: 'person', id: administrator.uuid }, subject: { kind: 'day', id: '2026-02-01' } },
    ]);
    expect(await entries('action=day.closed&subject=2026-02-03')).toEqual([]);
  });

  it('records the system as the actor of an automatic close', async () => {
    await finance.anotherInstance({ CLOSE_DAYS: 'automatically' });
    await until('the day is closed', async () => {
      const rows = await finance.database.query(`select from business_day where day = '2026-02-03'`);
      return rows.length > 0;
    });
    expect(await entries('action=day.closed&subject=2026-02-03')).toMatchObject([
      { actor: { kind: 'system' }, address: null, request_id: null },
    ]);
  });

  describe('records exports', () => {
    it.each([
      [
        'an audit log',
        (user: string) => `/accounting/audit-log.csv?date=2026-02-01&user=${user}`,
        '2026-02-01',
      ],
      [
        'payouts',
        (user: string) => `/accounting/payouts.xlsx?from=2026-02-01&to=2026-02-02&user=${user}`,
        '2026-02-01/2026-02-02',
      ],
    ])("of another person's data with the days: %s", async (_, pathOf, days) => {
      const { status, headers } = await admin.file(pathOf(employee.uuid));
      expect(status).toBe(200);
      expect(await entries(`request_id=${headers.get('x-request-id')}`)).toMatchObject([
        {
          action: 'data.exported',
          actor: { id: administrator.uuid },
          subject: { kind: 'person', id: employee.uuid, name: employee.name },
          details: { days },
        },
      ]);
    });

    it("of everyone's payouts", async () => {
      const { headers } = await admin.file('/accounting/payouts.csv');
      expect(await entries(`request_id=${headers.get('x-request-id')}`)).toMatchObject([
        { action: 'data.exported', subject: { kind: 'export', id: 'payouts' } },
      ]);
    });

    it('by services', async () => {
      const service = await finance.asService('accounts:read');
      const { headers } = await service.file(`/accounting/audit-log.csv?user=${employee.uuid}`);
      expect(await entries(`request_id=${headers.get('x-request-id')}`)).toMatchObject([
        { action: 'data.exported', actor: { kind: 'client' }, subject: { id: employee.uuid } },
      ]);
    });

    it("but not exports of one's own data, or plain reads", async () => {
      const own = await finance.as(employee);
      const answers = [
        await own.file('/accounting/audit-log.csv'),
        await own.file(`/accounting/payouts.csv?user=${employee.uuid}`),
        await admin.file(`/accounting/audit-log?user=${employee.uuid}`),
      ];
      for (const { status, headers } of answers) {
        expect(status).toBe(200);
        expect(await entries(`request_id=${headers.get('x-request-id')}`)).toEqual([]);
      }
    });
  });
});
