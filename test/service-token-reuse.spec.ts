import type { TaskView } from '@ates/contracts';
import { employees, System } from './support/system.js';
import { until } from './support/until.js';

describe('The tokens of Tasks and Finance', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start({ transport: 'feed' });
    await system.untilPeopleCached();
  });

  afterAll(() => system.stop());

  /** How many tokens each client has requested within its minute: these counts are never refunded. */
  const tokenRequests = () =>
    system.databases.auth.query<{ points: number }>(
      `select points from attempt_count where key like 'token-client:%'`,
    );

  it('are requested once each, and used for all calls to the other services', async () => {
    const author = await system.as(employees[0] ?? '', 'tasks');
    const created = await Promise.all(
      Array.from({ length: 20 }, () => author.post<TaskView>('/tasks', { description: 'Fix the perch' })),
    );
    for (const { body } of created) {
      await until(`${body.uuid} is priced`, async () => {
        const { body: task } = await author.get<TaskView>(`/tasks/${body.uuid}`);
        return task.fee !== null;
      });
    }
    expect(await tokenRequests()).toEqual([{ points: 1 }, { points: 1 }]);
  });
});
