import { workload, type TaskView, type Workload } from '@ates/contracts';
import type { Person } from '../../../test/support/peers.js';
import { TasksService } from './support/tasks-service.js';

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

describe('What there is to do, and what was done since the day began (T1)', () => {
  let tasks: TasksService;
  let polly: Person;
  let created: TaskView[];

  const workloadOf = async (query: string): Promise<Workload> => {
    const { status, body } = await (await tasks.as(polly)).get<Workload>(`/tasks/workload?${query}`);
    expect(status).toBe(200);
    expect(workload.strict().parse(body)).toEqual(body);
    return body;
  };

  const completedSince = async (query: string): Promise<string[]> => {
    const { body } = await (await tasks.as(polly)).get<{ items: TaskView[] }>(`/tasks?${query}`);
    return body.items.map(({ uuid }) => uuid);
  };

  beforeAll(async () => {
    tasks = await TasksService.start();
    polly = await tasks.person('employee');
    // Only she performs, so each task is hers.
    created = [];
    for (const text of ['Old', 'Recent', 'New', 'Newest', 'Unpriced']) {
      created.push(await tasks.task(polly, text));
    }
    const [old, recent, fresh, newest] = created.map(({ uuid }) => uuid);
    for (const [id, days] of [
      [old, 30],
      [recent, 3],
    ]) {
      await tasks.database.query(
        `update task set created_at = $2, changed_at = $2, assigned_at = $2 where id = $1`,
        [id, daysAgo(Number(days))],
      );
    }
    for (const id of [old, recent, fresh, newest]) {
      tasks.publishPrice(id ?? '', 1000, 2500);
    }
    await tasks.untilFinanceConsumed();
    await (await tasks.as(polly)).put(`/tasks/${newest}/complete`);
  });

  afterAll(() => tasks.stop());

  it('counts open tasks by age, with fees, rewards and what was earned, for the performer', async () => {
    expect(await workloadOf(`performer=me&since=${daysAgo(1)}`)).toEqual({
      open: 4,
      created_since: 2,
      created_in_week: 1,
      performer: { fees: 3000, rewards: 7500, unpriced: 1, completed: 1, earned: 2500 },
    });
    const tomorrow = await workloadOf(`performer=${polly.uuid}&since=${daysAgo(-1)}`);
    expect(tomorrow).toMatchObject({ created_since: 0, performer: { completed: 0, earned: 0 } });
  });

  it('counts the open tasks of everyone by age, without their money', async () => {
    expect(await workloadOf(`since=${daysAgo(1)}`)).toEqual({
      open: 4,
      created_since: 2,
      created_in_week: 1,
      performer: null,
    });
  });

  it('lists what was completed since then, with the other filters, also as a search', async () => {
    const newest = created[3]?.uuid;
    for (const filter of ['performer=me', `performer=${polly.uuid}`, 'text=Newest', 'status=completed']) {
      expect(await completedSince(`${filter}&completed_since=${daysAgo(1)}`)).toEqual([newest]);
      expect(await completedSince(`${filter}&completed_since=${daysAgo(-1)}`)).toEqual([]);
    }
    expect(await completedSince(`status=open&completed_since=${daysAgo(1)}`)).toEqual([]);
  });

  it.each(['since=yesterday', 'performer=me', 'since=2026-03-02T00:00:00Z&performer=no-one'])(
    'refuses %s',
    async (query) => {
      const answer = await (await tasks.as(polly)).get(`/tasks/workload?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { type: 'urn:ates:problem:invalid-request' } });
    },
  );
});
