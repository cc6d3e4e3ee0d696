import { Logger } from '@nestjs/common';
import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

describe('A missing database right of the running role', () => {
  let finance: FinanceService;

  beforeAll(async () => {
    finance = await FinanceService.start();
  });

  afterEach(() => vi.restoreAllMocks());

  afterAll(() => finance.stop());

  const role = (): string => finance.database.roles?.service ?? '';

  it('parks no message; its event is booked once the right is granted (S6)', async () => {
    const warnings: string[] = [];
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((line: string) => {
      warnings.push(line);
    });
    const performer = await finance.person('employee');
    await finance.database.query(`revoke insert on posting from ${role()}`);
    const task = finance.assign(performer, 'Fix the perch');
    await until('the log names the missing right', () =>
      warnings.some((line) => line.includes('permission denied for table posting')),
    );
    expect(await finance.database.query(`select from parked_message`)).toEqual([]);
    await finance.database.query(`grant insert on posting to ${role()}`);
    await finance.untilUpToDate();
    expect(await finance.database.query(`select from posting where task_id = $1`, [task])).toHaveLength(1);
  });

  it('answers 500 instead of an outage, and the log names the missing right', async () => {
    const errors: string[] = [];
    vi.spyOn(Logger.prototype, 'error').mockImplementation((...said: unknown[]) => {
      errors.push(said.map(String).join(' '));
    });
    const accountant = await finance.as(await finance.person('accountant'));
    await finance.database.query(`revoke select on statement from ${role()}`);
    const { status } = await accountant.get('/statements?state=pending');
    await finance.database.query(`grant select on statement to ${role()}`);
    expect(status).toBe(500);
    expect(errors.join('\n')).toContain('permission denied for table statement');
  });
});
