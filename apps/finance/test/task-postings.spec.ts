import { v7 as uuidv7 } from 'uuid';
import { taskPostings, type Reversal, type TaskPostings } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { FinanceService } from './support/finance-service.js';

describe('The postings of a task (F4)', () => {
  let finance: FinanceService;
  let first: Person;
  let second: Person;
  let accountant: Api;
  let administrator: Api;

  beforeAll(async () => {
    finance = await FinanceService.start();
    first = await finance.person('employee');
    second = await finance.person('employee');
    accountant = await finance.as(await finance.person('accountant'));
    administrator = await finance.as(await finance.person('administrator'));
  });

  afterAll(() => finance.stop());

  const pageOf = async (task: string, api: Api, query = ''): Promise<TaskPostings> => {
    const { status, body } = await api.get<TaskPostings>(`/tasks/${task}/postings${query}`);
    expect(status).toBe(200);
    expect(taskPostings.strict().parse(body)).toEqual(body);
    return body;
  };

  const reassign = (task: string, person: Person, timestamp: string): void =>
    finance.peers.publish('tasks', 'tasks.task.assigned', {
      task_uuid: task,
      assigned_to: person.uuid,
      timestamp,
    });

  /** A task assigned to one person, then reassigned to another who completed it. */
  const taskOfTwo = async (): Promise<string> => {
    const task = finance.assign(first, 'Sing', '2026-01-05T10:00:00Z');
    reassign(task, second, '2026-01-06T10:00:00Z');
    finance.complete(second, task, '2026-01-06T11:00:00Z');
    await finance.untilUpToDate();
    return task;
  };

  it('list each fee and reward with time, amount and person, newest first', async () => {
    const task = await taskOfTwo();
    const { fee, reward } = await finance.priceOf(task);
    const [one, other] = [first, second].map(({ uuid, name }) => ({ uuid, name }));
    const counts = { reverses: null, reversed_by: null, reason: null };
    expect(await pageOf(task, accountant)).toMatchObject({
      task,
      currency: 'USD',
      complete: true,
      next_cursor: null,
      items: [
        {
          kind: 'reward',
          amount: reward,
          person: other,
          occurred_at: '2026-01-06T11:00:00.000000Z',
          booked_on: '2026-01-06',
          ...counts,
        },
        { kind: 'fee', amount: -fee, person: other, booked_on: '2026-01-06', ...counts },
        { kind: 'fee', amount: -fee, person: one, booked_on: '2026-01-05', ...counts },
      ],
    });
  });

  it('show people their own entries, and say whether there are others', async () => {
    const task = await taskOfTwo();
    const own = await pageOf(task, await finance.as(second));
    expect(own).toMatchObject({ complete: false, items: [{ kind: 'reward' }, { kind: 'fee' }] });
    expect(own.items.every(({ person }) => person.uuid === second.uuid)).toBe(true);
    expect(await pageOf(task, await finance.as(first))).toMatchObject({
      complete: false,
      items: [{ kind: 'fee', person: { uuid: first.uuid } }],
    });
    const manager = await finance.as(await finance.person('manager'));
    expect(await pageOf(task, manager)).toMatchObject({ complete: false, items: [] });
    const service = await finance.asService('accounts:read');
    expect(await pageOf(task, service)).toEqual(await pageOf(task, accountant));
  });

  it("are complete for the task's only performer", async () => {
    const task = finance.assign(first, 'Sing alone');
    await finance.untilUpToDate();
    const own = await pageOf(task, await finance.as(first));
    expect(own).toMatchObject({ complete: true, items: [{ kind: 'fee' }] });
  });

  it('show a reversal with its reason, linked to the reversed posting', async () => {
    const task = await taskOfTwo();
    const before = (await pageOf(task, accountant)).items;
    const reward = before.find(({ kind }) => kind === 'reward');
    const reason = 'It was sung by another';
    const { body } = await administrator.post<Reversal>(`/accounting/postings/${reward?.uuid}/reversal`, {
      reason,
    });
    const [reversal, reversed, ...others] = (await pageOf(task, await finance.as(second))).items;
    expect(reversal).toMatchObject({
      uuid: body.uuid,
      kind: 'reversal',
      amount: -(reward?.amount ?? 0),
      booked_on: body.booked_on,
      reverses: reward?.uuid,
      reversed_by: null,
      reason,
    });
    expect(reversed).toEqual({ ...reward, reversed_by: body.uuid });
    expect(others).toMatchObject([{ kind: 'fee', reversed_by: null }]);
  });

  it('are listed page by page, each exactly once, despite many reassignments at the same instant', async () => {
    const task = finance.assign(first, 'No one wants it', '2026-01-07T10:00:00Z');
    for (let draw = 1; draw < 60; draw += 1) {
      reassign(task, draw % 2 ? second : first, '2026-01-07T10:00:00Z');
    }
    await finance.untilUpToDate();
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: TaskPostings = await pageOf(task, accountant, `?limit=7${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ uuid }) => uuid));
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
  });

  it.each([
    ['a task without events', `/tasks/${uuidv7()}/postings`, 404, 'task-not-priced'],
    ['an invalid id', '/tasks/perch/postings', 400, 'invalid-request'],
    ['an unknown parameter', `/tasks/${uuidv7()}/postings?user=me`, 400, 'invalid-request'],
  ])('are refused for %s', async (_, path, status, code) => {
    expect(await accountant.get(path)).toMatchObject({ status, body: { type: `urn:ates:problem:${code}` } });
  });

  it('are refused for a foreign cursor', async () => {
    const task = await taskOfTwo();
    expect(await accountant.get(`/tasks/${task}/postings?cursor=perch`)).toMatchObject({
      status: 400,
      body: { type: 'urn:ates:problem:invalid-cursor' },
    });
  });
});
