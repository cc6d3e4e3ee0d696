import { v4 as uuidv4 } from 'uuid';
import type { Reassignment, ReassignmentPreview, TaskView } from '@ates/contracts';
import { ContinueReassignment } from '../src/reassignments/continue-reassignment.js';
import { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

const perMinute = 5;

describe('Quotas of Tasks', () => {
  let tasks: TasksService;
  let performer: Person;

  beforeAll(async () => {
    tasks = await TasksService.start({
      TASKS_PER_MINUTE: String(perMinute),
      REDRAWS_PER_MINUTE: String(perMinute),
      REASSIGNMENTS_WAITING: '1',
    });
    performer = await tasks.person('employee');
  });

  afterAll(() => tasks.stop());

  /** A manager: not a performer, so every task is assigned to the only employee. */
  const newcomer = async () => tasks.as(await tasks.person('manager'));

  const times = <Result>(count: number, work: () => Promise<Result>): Promise<Result[]> =>
    Promise.all(Array.from({ length: count }, work));

  const statusesOf = (answers: { status: number }[]): number[] =>
    answers.map(({ status }) => status).sort((left, right) => left - right);

  const endMinutes = () => tasks.database.query(`update attempt_count set expire = 0`);

  describe('Creating tasks (T2)', () => {
    const create = (api: Api, headers?: Record<string, string>) =>
      api.post<TaskView>('/tasks', { description: 'Fix the perch' }, headers);

    it('rejects the task over the limit with 429 too-many-tasks and Retry-After, and stores nothing', async () => {
      const author = await newcomer();
      expect(statusesOf(await times(perMinute, () => create(author)))).toEqual(Array(perMinute).fill(201));
      const before = await tasks.countTasks();
      const refused = await create(author);
      expect(refused).toMatchObject(problem(429, 'too-many-tasks'));
      expect(refused.body).toMatchObject({
        detail: expect.stringMatching(
          /^You have created 5 tasks within a minute\. Try again in \d+ seconds?\.$/,
        ) as string,
      });
      const seconds = Number(refused.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(await tasks.countTasks()).toBe(before);
    });

    it('counts per person, and resets after a minute', async () => {
      const [one, other] = [await newcomer(), await newcomer()];
      await times(perMinute + 2, () => create(one));
      expect(await create(other)).toMatchObject({ status: 201 });
      await endMinutes();
      expect(await create(one)).toMatchObject({ status: 201 });
    });

    it('enforces the same limit across two instances', async () => {
      const beside = await tasks.startAnotherApp();
      const person = await tasks.person('manager');
      const here = await tasks.as(person);
      const there = new Api(await beside.getUrl(), await tasks.peers.tokenOf(person));
      const answers = await Promise.all([
        ...Array.from({ length: perMinute }, () => create(here)),
        ...Array.from({ length: perMinute }, () => create(there)),
      ]);
      await beside.close();
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(perMinute);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(perMinute);
    });

    it('neither counts nor rejects a retry under an already used Idempotency-Key', async () => {
      const author = await newcomer();
      const key = { 'idempotency-key': uuidv4() };
      const first = await create(author, key);
      await times(perMinute, () => create(author, key));
      expect(statusesOf(await times(perMinute, () => create(author)))).toEqual([201, 201, 201, 201, 429]);
      expect((await create(author, key)).body).toEqual(first.body);
    });

    it('accepts a rejected request later under the same key', async () => {
      const author = await newcomer();
      await times(perMinute, () => create(author));
      const key = { 'idempotency-key': uuidv4() };
      expect(await create(author, key)).toMatchObject(problem(429, 'too-many-tasks'));
      await endMinutes();
      expect(await create(author, key)).toMatchObject({ status: 201 });
    });

    it('does not count requests rejected for another reason', async () => {
      const author = await newcomer();
      await times(perMinute, () => author.post('/tasks', { description: '' }));
      expect(await create(author)).toMatchObject({ status: 201 });
    });
  });

  describe('Redrawing one task (T5)', () => {
    it('rejects the redraw over the limit with 429 too-many-redraws, and leaves the task unchanged', async () => {
      const task = await tasks.task(await tasks.person('manager'));
      const manager = await newcomer();
      const redraw = () => manager.put<TaskView>(`/tasks/${task.uuid}/assign`);
      const redrawn = await times(perMinute, redraw);
      expect(statusesOf(redrawn)).toEqual(Array(perMinute).fill(200));
      const stored = await manager.get<TaskView>(`/tasks/${task.uuid}`);
      const refused = await redraw();
      expect(refused).toMatchObject(problem(429, 'too-many-redraws'));
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect((await manager.get(`/tasks/${task.uuid}`)).body).toEqual(stored.body);
    });

    it('does not count redraws that change nothing', async () => {
      const task = await tasks.task(await tasks.person('manager'));
      await (await tasks.as(performer)).put(`/tasks/${task.uuid}/complete`);
      const manager = await newcomer();
      await times(perMinute + 1, () => manager.put(`/tasks/${task.uuid}/assign`));
      expect(await manager.put(`/tasks/${task.uuid}/assign`)).toMatchObject(
        problem(409, 'task-already-completed'),
      );
    });
  });

  describe('Reassigning all open tasks (T4)', () => {
    const request = (api: Api) => api.put<Reassignment>('/tasks/reassign');

    /** Runs `work` while no one is eligible, so that no reassignment can finish. */
    const whileNothingFinishes = async (work: () => Promise<void>) => {
      await tasks.database.query(`update cached_user set is_known = false where id = $1`, [performer.uuid]);
      try {
        await work();
      } finally {
        await tasks.database.query(`update cached_user set is_known = true where id = $1`, [performer.uuid]);
      }
      while (await tasks.execute(new ContinueReassignment())) {
        // Until all are finished.
      }
    };

    it('queues one request of a person besides an unfinished one; the next gets 429 and Retry-After', async () => {
      await tasks.task(await tasks.person('manager'));
      const [manager, other] = [await newcomer(), await newcomer()];
      await whileNothingFinishes(async () => {
        const answers = await times(6, () => request(manager));
        expect(statusesOf(answers)).toEqual([202, 202, 429, 429, 429, 429]);
        const refused = await request(manager);
        expect(refused).toMatchObject(problem(429, 'too-many-reassignments'));
        expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
        expect(refused.body).toMatchObject({
          detail: expect.stringContaining('try again in about') as string,
        });
        expect(await request(other)).toMatchObject({ status: 202 });
      });
      expect(await request(manager)).toMatchObject({ status: 202 });
    });
  });

  describe('The preview of a reassignment (T4)', () => {
    it('returns the number of open tasks, the sum of their fees, and the number without a price', async () => {
      const author = await tasks.person('manager');
      const before = await preview(await tasks.as(author));
      const created = [await tasks.task(author), await tasks.task(author), await tasks.task(author)];
      tasks.publishPrice(created[0]?.uuid ?? '', 1250);
      tasks.publishPrice(created[1]?.uuid ?? '', 1999);
      await tasks.untilFinanceConsumed();
      const after = await preview(await tasks.as(author));
      expect(after.tasks - before.tasks).toBe(3);
      expect(after.unpriced - before.unpriced).toBe(1);
      expect(inDollars(after) - inDollars(before)).toBe(3249);
      await (await tasks.as(performer)).put(`/tasks/${created[0]?.uuid}/complete`);
      expect(inDollars(await preview(await tasks.as(author))) - inDollars(before)).toBe(1999);
    });

    const preview = async (api: Api): Promise<ReassignmentPreview> => {
      const { status, body } = await api.get<ReassignmentPreview>('/tasks/reassign/preview');
      expect(status).toBe(200);
      return body;
    };

    const inDollars = ({ fees }: ReassignmentPreview): number =>
      fees.find(({ currency }) => currency === 'USD')?.amount ?? 0;
  });
});
