import fc from 'fast-check';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { joinTaskText, type AuditLogPage, type TaskText } from '@ates/contracts';
import { until } from '../../../test/support/until.js';
import type { Person } from '../../../test/support/peers.js';
import { FinanceService } from './support/finance-service.js';
import { assigned, changed, changedV2, Ledger, type TaskEvent } from './support/ledger.js';

const perch: TaskText = { jira_id: 'POPUG-42', title: 'Fix the perch' };
const swing: TaskText = { jira_id: null, title: 'Oil the swing' };

describe('Finance consuming either version of tasks.task.changed (T10 F1 F10)', () => {
  let finance: FinanceService;
  let person: Person;

  beforeAll(async () => {
    finance = await FinanceService.start();
  });

  beforeEach(async () => {
    person = await finance.person('employee');
  });

  afterAll(() => finance.stop());

  const publishAssignment = (task: string): void =>
    finance.peers.publish('tasks', 'tasks.task.assigned', { task_uuid: task, assigned_to: person.uuid });

  const publishV1 = (task: string, timestamp: string): void =>
    finance.peers.publish('tasks', 'tasks.task.changed', { task_uuid: task, timestamp });

  const publishV2 = (task: string, timestamp: string, text: object): void => {
    const body = { task_uuid: task, timestamp, ...text };
    finance.peers.publish('tasks', 'tasks.task.changed', body, uuidv7(), 2);
  };

  const lines = async (): Promise<AuditLogPage['items']> =>
    (await (await finance.as(person)).get<AuditLogPage>('/accounting/audit-log')).body.items;

  const shows = (text: TaskText, description = joinTaskText(text)): Promise<unknown> =>
    until(`the audit log shows ${description}`, async () => {
      const [line, ...others] = await lines();
      return line?.task?.description === description && line.task.title === text.title && others.length === 0
        ? line
        : undefined;
    });

  const noon = '2026-05-04T12:00:00.000Z';
  const later = '2026-05-04T12:00:00.001Z';

  it('fetches the description after version 1 and shows its key and title', async () => {
    const task = uuidv7();
    finance.peers.descriptions.set(task, '[POPUG-42] Fix the perch');
    publishV1(task, noon);
    publishAssignment(task);
    expect(await shows(perch, '[POPUG-42] Fix the perch')).toMatchObject({ kind: 'fee', task: perch });
  });

  it('shows the text of version 2, even if Tasks has no description to fetch', async () => {
    const task = uuidv7();
    publishV2(task, noon, perch);
    publishAssignment(task);
    expect(await shows(perch)).toMatchObject({ kind: 'fee', task: { uuid: task, ...perch } });
    await finance.untilDescriptionsFetched();
    await shows(perch);
  });

  it('shows the text of version 2 while Tasks is down, and fetches it when Tasks is back', async () => {
    finance.peers.isTasksDown = true;
    const task = uuidv7();
    finance.peers.descriptions.set(task, '[POPUG-42] Fix the perch');
    publishAssignment(task);
    publishV2(task, noon, perch);
    await shows(perch);
    finance.peers.isTasksDown = false;
    await shows(perch, '[POPUG-42] Fix the perch');
  });

  it('shows key and title if Tasks returns only these two', async () => {
    const task = uuidv7();
    finance.peers.texts.set(task, perch);
    publishV1(task, noon);
    publishAssignment(task);
    await shows(perch);
  });

  it.each([
    ['the first version first', [1, 2]],
    ['the second version first', [2, 1]],
    ['each twice', [2, 1, 1, 2]],
  ])('prices, charges and shows a task once when both versions arrive, %s', async (_, versions) => {
    const task = uuidv7();
    finance.peers.descriptions.set(task, joinTaskText(perch));
    for (const version of versions) {
      if (version === 1) {
        publishV1(task, noon);
      } else {
        publishV2(task, noon, perch);
      }
    }
    publishAssignment(task);
    await finance.untilUpToDate();
    await finance.untilDescriptionsFetched();
    const { fee } = await finance.priceOf(task);
    expect(await lines()).toMatchObject([{ amount: -fee, task: { uuid: task, ...perch } }]);
  });

  it('keeps the newest text when older changes of either version arrive late', async () => {
    const task = uuidv7();
    finance.peers.isTasksDown = true;
    publishAssignment(task);
    publishV2(task, later, swing);
    await shows(swing);
    publishV2(task, noon, perch);
    publishV1(task, noon);
    await finance.untilUpToDate();
    await shows(swing);
    finance.peers.isTasksDown = false;
  });

  it('cleans text in version 2 that PostgreSQL cannot store or that is not normalized (F10)', async () => {
    const task = uuidv7();
    finance.peers.isTasksDown = true;
    publishAssignment(task);
    publishV2(task, noon, { jira_id: 'POPUG-42', title: 'Fix\0 the \ud800 cafe\u0301 \u202eperch' });
    await shows({ jira_id: 'POPUG-42', title: 'Fix the \ufffd café perch' });
    finance.peers.isTasksDown = false;
  });

  it('cleans fetched text that PostgreSQL cannot store (F10)', async () => {
    const task = uuidv7();
    finance.peers.descriptions.set(task, '[POPUG-42] Fix\0 the \ud800 cafe\u0301 \u202eperch');
    publishV1(task, noon);
    publishAssignment(task);
    await shows(
      { jira_id: 'POPUG-42', title: 'Fix the \ufffd café perch' },
      '[POPUG-42] Fix the \ufffd café perch',
    );
  });

  it('fetches a person whose name PostgreSQL cannot store, and the others of the same batch (F10)', async () => {
    const odd = finance.peers.add('employee');
    finance.peers.change(odd, { name: 'Po\0lly \ud800\u202e' });
    const other = await finance.person('employee');
    await finance.untilCached(other);
    await until('the cleaned name is stored', async () => {
      const [row] = await finance.database.query<{ name: string }>(
        `select name from cached_user where id = $1 and is_known and not is_stale`,
        [odd.uuid],
      );
      return row?.name === 'Polly \ufffd';
    });
  });

  it.each([
    ['a bracket in its title', { jira_id: null, title: 'Fix [the] perch' }],
    ['a key in brackets', { jira_id: '[POPUG-42]', title: 'Fix the perch' }],
    ['no title', { jira_id: 'POPUG-42' }],
    ['an empty title', { jira_id: 'POPUG-42', title: '' }],
    ['no key', { title: 'Fix the perch' }],
  ])('parks version 2 with %s and continues', async (_, text) => {
    const task = uuidv7();
    publishV2(task, noon, text);
    await finance.untilUpToDate();
    const parked = await finance.database.query<{ reason: string }>(
      `select reason from parked_message where convert_from(body, 'UTF8')::json ->> 'task_uuid' = $1`,
      [task],
    );
    expect(parked).toMatchObject([
      { reason: expect.stringContaining('it is not a valid tasks.task.changed') },
    ]);
  });

  it('parks an unknown version', async () => {
    const task = uuidv7();
    finance.peers.publish('tasks', 'tasks.task.changed', { task_uuid: task }, uuidv7(), 3);
    await finance.untilUpToDate();
    const parked = await finance.database.query(
      `select reason from parked_message where convert_from(body, 'UTF8')::json ->> 'task_uuid' = $1`,
      [task],
    );
    expect(parked).toEqual([{ reason: 'unknown version 3 of tasks.task.changed' }]);
  });
});

interface Change {
  version: 1 | 2;
  minute: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  version: fc.constantFrom(1 as const, 2 as const),
  minute: fc.integer({ min: 10, max: 14 }),
});

describe('Any changes of one task, in any version, order and number (T10)', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  const instantOf = (minute: number): string => `2026-05-04T12:${minute}:00Z`;

  const eventOf = (task: string, { version, minute }: Change): TaskEvent =>
    version === 1
      ? changed(task, instantOf(minute))
      : changedV2(task, instantOf(minute), { jira_id: `AT-${minute}`, title: 'Fix' });

  it('end with the newest text, marked stale, and one price', async () => {
    const property = fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
      fc.integer({ min: 1, max: 5 }),
      async (changes, order, size) => {
        const task = uuidv7();
        const published = changes.map((one) => eventOf(task, one));
        const deliveries = [...published, ...published, assigned(task, uuidv4(), instantOf(10))]
          .map((event, index) => ({ event, place: order[index % order.length] ?? 0 }))
          .sort((left, right) => left.place - right.place)
          .map(({ event }) => event);
        for (let from = 0; from < deliveries.length; from += size) {
          await ledger.deliver(deliveries.slice(from, from + size));
        }
        const newest = Math.max(...changes.map(({ minute }) => minute));
        const rows = await ledger.database.query<{
          description: string;
          is_stale: boolean;
          is_newest: boolean;
        }>(
          `select description, is_stale, changed_at = $2::timestamptz as is_newest from task where id = $1`,
          [task, instantOf(newest)],
        );
        expect(rows).toMatchObject([{ is_stale: true, is_newest: true }]);
        if (changes.some(({ version, minute }) => version === 2 && minute === newest)) {
          expect(rows[0]?.description).toBe(`[AT-${newest}] - Fix`);
        }
        expect(await ledger.postingsOf([task])).toHaveLength(1);
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });
});
