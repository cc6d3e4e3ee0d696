import { completionTimes, workOfPeople, type CompletionTimes, type WorkOfPeople } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { TasksService } from './support/tasks-service.js';

const minute = 60;
const hour = 60 * minute;

describe('How long tasks take (N1)', () => {
  let tasks: TasksService;
  let api: Api;
  let polly: Person;
  let kesha: Person;

  beforeAll(async () => {
    tasks = await TasksService.start();
    api = await tasks.as(await tasks.person('administrator'));
    const author = await tasks.person('manager');
    polly = await tasks.person('employee');
    const finished: [person: () => Person, completedAt: string, seconds: number][] = [
      [() => polly, '2026-03-01T00:00:00Z', hour],
      [() => polly, '2026-03-01T12:00:00Z', 3 * hour],
      [() => polly, '2026-03-01T23:59:59.999Z', 2 * hour],
      [() => polly, '2026-03-02T00:00:00Z', 10 * minute],
      [() => kesha, '2026-03-02T20:00:00Z', 20 * minute],
      [() => kesha, '2026-03-05T12:00:00Z', 40 * hour],
    ];
    const created = [];
    for (let count = 0; count < finished.length + 2; count += 1) {
      created.push(await tasks.task(author));
    }
    kesha = await tasks.person('employee');
    for (const [at, [person, completedAt, seconds]] of finished.entries()) {
      // Reassigned a minute before its completion: only its first assignment counts.
      await tasks.database.query(
        `update task set assigned_to = $2, created_at = $3::timestamptz - make_interval(secs => $4),
           changed_at = $3, assigned_at = $3::timestamptz - interval '1 minute', completed_at = $3
         where id = $1`,
        [created[at]?.uuid, person().uuid, completedAt, seconds],
      );
    }
  });

  afterAll(() => tasks.stop());

  const timesOf = async (query: string): Promise<CompletionTimes> => {
    const { status, body } = await api.get<CompletionTimes>(`/tasks/analytics/completion-times?${query}`);
    expect(status).toBe(200);
    expect(completionTimes.strict().parse(body)).toEqual(body);
    return body;
  };

  const workOf = async (query: string): Promise<WorkOfPeople['items']> => {
    const { status, body } = await api.get<WorkOfPeople>(`/tasks/analytics/people?${query}`);
    expect(status).toBe(200);
    expect(workOfPeople.strict().parse(body)).toEqual(body);
    return body.items;
  };

  it('returns the median time from the first assignment to the completion, by day and in total', async () => {
    expect(await timesOf('from=2026-03-01&to=2026-03-05')).toEqual({
      from: '2026-03-01',
      to: '2026-03-05',
      completed: 6,
      // The middle of one hour and two hours.
      median_seconds: 1.5 * hour,
      days: [
        { date: '2026-03-05', completed: 1, median_seconds: 40 * hour },
        { date: '2026-03-02', completed: 2, median_seconds: 15 * minute },
        { date: '2026-03-01', completed: 3, median_seconds: 2 * hour },
      ],
    });
    expect(await timesOf('from=2026-03-02&to=2026-03-02')).toMatchObject({ completed: 2, days: [{}] });
  });

  it('lets days end at a local time: on their own evening, or on the morning after', async () => {
    const datesOf = async (ends: string) =>
      (await timesOf(`from=2026-02-28&to=2026-03-06&${ends}`)).days.map(({ date, completed }) => [
        date.slice(5),
        completed,
      ]);
    expect(await datesOf('day_ends_at=18:00')).toEqual([
      ['03-05', 1],
      ['03-03', 1],
      ['03-02', 2],
      ['03-01', 2],
    ]);
    expect(await datesOf('day_ends_at=06:00')).toEqual([
      ['03-05', 1],
      ['03-02', 1],
      ['03-01', 3],
      ['02-28', 1],
    ]);
    expect(await datesOf('time_zone=Asia/Tokyo')).toEqual([
      ['03-05', 1],
      ['03-03', 1],
      ['03-02', 2],
      ['03-01', 2],
    ]);
  });

  it('returns what people have open, and the median of the tasks that they completed', async () => {
    const ids = `${kesha.uuid},${polly.uuid}`;
    expect(await workOf(`from=2026-03-01&to=2026-03-02&ids=${ids}`)).toEqual([
      { user: kesha.uuid, open: 0, completed: 1, median_seconds: 20 * minute },
      { user: polly.uuid, open: 2, completed: 4, median_seconds: 1.5 * hour },
    ]);
  });

  it('returns no days, and no median, for a range without a completed task', async () => {
    const empty = { completed: 0, median_seconds: null };
    expect(await timesOf('from=2020-01-01&to=2020-04-01')).toMatchObject({ ...empty, days: [] });
    expect(await workOf(`from=2020-01-01&to=2020-01-01&ids=${polly.uuid}`)).toMatchObject([empty]);
  });

  it('accepts 92 days and rejects more, days out of order, and unknown time zones, times and ids', async () => {
    await timesOf('from=2026-01-01&to=2026-04-02');
    const range = 'from=2026-03-01&to=2026-03-02';
    for (const query of [
      'completion-times',
      'completion-times?from=2026-03-01',
      'completion-times?from=2026-01-01&to=2026-04-03',
      'completion-times?from=2026-03-02&to=2026-03-01',
      `completion-times?${range}&time_zone=Mars/Olympus`,
      `completion-times?${range}&time_zone=%2B03:00`,
      `completion-times?${range}&day_ends_at=24:00`,
      `completion-times?${range}&performer=me`,
      `people?${range}`,
      `people?${range}&ids=perch`,
      `people?${range}&ids=${Array(201).fill(polly.uuid).join(',')}`,
    ]) {
      const { status, body } = await api.get(`/tasks/analytics/${query}`);
      expect({ query, status, type: body['type'] }).toEqual({
        query,
        status: 400,
        type: 'urn:ates:problem:invalid-request',
      });
    }
  });

  it('is for administrators only', async () => {
    const range = 'from=2026-03-01&to=2026-03-02';
    for (const role of ['employee', 'accountant', 'manager']) {
      const other = await tasks.as(await tasks.person(role));
      for (const path of [`completion-times?${range}`, `people?${range}&ids=${polly.uuid}`]) {
        expect((await other.get(`/tasks/analytics/${path}`)).status).toBe(403);
      }
    }
  });
});
