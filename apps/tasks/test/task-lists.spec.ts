import { v7 as uuidv7 } from 'uuid';
import { taskOrders, taskStatuses, type PerformerList, type TaskOrder, type TaskView } from '@ates/contracts';
import { encodeCursor, type ReadSource } from '@ates/platform';
import type { Api } from '../../../test/support/api.js';
import type { TestDatabase } from '../../../test/support/database.js';
import type { Person } from '../../../test/support/peers.js';
import { isHeavy, listTasks, type TasksFilter } from '../src/tasks/task-list.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

interface Page {
  items: TaskView[];
  next_cursor: string | null;
}

/** A task of these lists. */
interface Entry {
  id: string;
  performer: string;
  status: (typeof taskStatuses)[number];
  createdAt: number;
  completedAt: number | undefined;
}

const hour = 3_600_000;
const now = Date.parse('2026-03-12T12:00:00Z');
const instantOf = (time: number): string => new Date(time).toISOString();

/** A task for each hour before now; many are completed at the same instant. */
const entriesOf = (count: number, performers: readonly string[]): Entry[] =>
  Array.from({ length: count }, (_, index) => {
    const createdAt = now - index * hour;
    const completedAt = index % 4 === 0 ? undefined : createdAt + (index % 7) * hour;
    return {
      id: uuidv7({ msecs: createdAt }),
      performer: performers[index % performers.length] ?? '',
      status: completedAt === undefined ? (index % 8 === 0 ? 'open' : 'saving') : 'completed',
      createdAt,
      completedAt,
    };
  });

async function insert(database: TestDatabase, entries: readonly Entry[]): Promise<void> {
  await database.query(
    `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at, completed_at)
     select id, 'Feed the hen', performer, performer, created_at, created_at, created_at, completed_at
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
       as entry (id, performer, created_at, completed_at)`,
    [
      entries.map(({ id }) => id),
      entries.map(({ performer }) => performer),
      entries.map(({ createdAt }) => instantOf(createdAt)),
      entries.map(({ completedAt }) => completedAt && instantOf(completedAt)),
    ],
  );
  await database.query(
    `insert into task_price (task_id, fee, reward, currency) select unnest($1::uuid[]), 1250, 3100, 'USD'`,
    [entries.filter(({ status }) => status === 'open').map(({ id }) => id)],
  );
}

/** Sort keys that put what comes first in an order first. */
const compare: Record<TaskOrder, (left: Entry, right: Entry) => number> = {
  newest: (left, right) => (left.id < right.id ? 1 : -1),
  oldest: (left, right) => (left.id < right.id ? -1 : 1),
  completed: (left, right) =>
    (right.completedAt ?? 0) - (left.completedAt ?? 0) || (left.id < right.id ? 1 : -1),
};

const since = instantOf(now - 30 * hour);
const before = instantOf(now - 10 * hour);

/** All combinations of the filters. */
function* combinations(performer: string): Generator<Omit<TasksFilter, 'limit'>> {
  const statuses = [undefined, ['saving', 'open'], ['open'], ['completed'], ['saving', 'completed']] as const;
  for (const order of taskOrders) {
    for (const status of statuses) {
      for (const bits of Array.from({ length: 16 }, (_, index) => index)) {
        yield {
          order,
          status: status && [...status],
          performer: bits & 1 ? performer : undefined,
          created_since: bits & 2 ? since : undefined,
          created_before: bits & 4 ? before : undefined,
          completed_since: bits & 8 ? since : undefined,
        };
      }
    }
  }
}

function expectedOf(entries: readonly Entry[], filter: Omit<TasksFilter, 'limit'>): string[] {
  const { order = 'newest', status, performer, created_since, created_before, completed_since } = filter;
  return entries
    .filter(
      (entry) =>
        (performer === undefined || entry.performer === performer) &&
        (status === undefined || status.includes(entry.status)) &&
        (created_since === undefined || entry.createdAt >= Date.parse(created_since)) &&
        (created_before === undefined || entry.createdAt < Date.parse(created_before)) &&
        (completed_since === undefined || (entry.completedAt ?? -Infinity) >= Date.parse(completed_since)) &&
        (order !== 'completed' || entry.completedAt !== undefined),
    )
    .toSorted(compare[order])
    .map(({ id }) => id);
}

const queryOf = (filter: object): string =>
  Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
    .join('&');

describe('Lists of tasks in an order, with filters (T1 T8)', () => {
  let tasks: TasksService;
  let performers: Person[];
  let entries: Entry[];
  let reader: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    performers = await tasks.people(3, 'employee');
    reader = await tasks.as(await tasks.person('manager'));
    entries = entriesOf(
      60,
      performers.map(({ uuid }) => uuid),
    );
    await insert(tasks.database, entries);
  });

  afterAll(() => tasks.stop());

  const page = async (query: string): Promise<Page> => {
    const { status, body } = await reader.get<Page>(`/tasks?${query}`);
    expect(status).toBe(200);
    return body;
  };

  /** The ids on all pages; `between` runs after each page. */
  const allPages = async (query: string, between: () => Promise<unknown> = async () => undefined) => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { items, next_cursor }: Page = await page(`${query}${cursor && `&cursor=${cursor}`}`);
      seen.push(...items.map(({ uuid }) => uuid));
      cursor = next_cursor;
      await between();
    }
    return seen;
  };

  it.each(['', 'hen'])(
    'match every filter and keep the order over all pages, searching for “%s”',
    async (text) => {
      for (const filter of combinations(performers[1]?.uuid ?? '')) {
        const query = queryOf({ ...filter, ...(text && { text }) });
        expect(await allPages(`limit=9&${query}`), query).toEqual(expectedOf(entries, filter));
      }
    },
  );

  it('start a day at its first instant', async () => {
    const { createdAt, id } = entries[5] as Entry;
    const of = async (query: string) => (await page(query)).items.map(({ uuid }) => uuid);
    expect(await of(`limit=1&order=oldest&created_since=${instantOf(createdAt)}`)).toEqual([id]);
    expect(await of(`limit=1&order=oldest&created_since=${instantOf(createdAt + 1)}`)).not.toContain(id);
    expect(await of(`limit=1&created_before=${instantOf(createdAt)}`)).not.toContain(id);
    expect(await of(`limit=1&created_before=${instantOf(createdAt + 1)}`)).toEqual([id]);
  });

  it.each(taskOrders)('reject a cursor of another order than %s with 400 invalid-cursor', async (order) => {
    const { next_cursor: own } = await page(`limit=1&order=${order}`);
    for (const other of taskOrders.filter((one) => one !== order)) {
      const answer = await reader.get(`/tasks?order=${other}&cursor=${own}`);
      expect(answer).toMatchObject(problem(400, 'invalid-cursor'));
    }
  });

  it.each([
    'order=title',
    'created_since=yesterday',
    'created_before=2026-03-12',
    `order=completed&cursor=${encodeCursor(['completed', 'soon', uuidv7()])}`,
  ])('reject %s with 400', async (query) => {
    expect(await reader.get(`/tasks?${query}`)).toMatchObject({ status: 400 });
  });

  it('miss and repeat nothing that stays while tasks are completed and created in between', async () => {
    const [performer] = performers;
    const stays = expectedOf(entries, { order: 'oldest', status: ['saving', 'open'] });
    // Of those that stay, none is completed; each page completes and creates another one.
    const extra = await tasks.openTasks(12, [performer as Person]);
    const api = await tasks.as(performer as Person);
    const change = async () => {
      const next = extra.pop();
      if (next !== undefined) {
        await api.put(`/tasks/${next}/complete`);
        await tasks.task(performer as Person);
      }
    };
    for (const order of ['oldest', 'newest'] as const) {
      const seen = await allPages(`limit=4&status=saving,open&order=${order}`, change);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => stays.includes(id))).toEqual(
        order === 'oldest' ? stays : stays.toReversed(),
      );
    }
    const completed = expectedOf(entries, { order: 'completed' });
    const seen = await allPages('limit=4&order=completed', change);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => completed.includes(id))).toEqual(completed);
  });

  it('can be of anyone whom a task is or can be assigned to, whom everyone finds by name', async () => {
    const gone = await tasks.person('employee');
    const never = await tasks.person('employee');
    await insert(tasks.database, entriesOf(2, [gone.uuid]));
    await tasks.remove(gone);
    await tasks.remove(never);
    const found = async (query = ''): Promise<string[]> => {
      const { status, body } = await reader.get<PerformerList>(`/tasks/performers${query}`);
      expect(status).toBe(200);
      return body.items.map(({ uuid }) => uuid);
    };
    const all = await found();
    expect(new Set(all)).toEqual(new Set([...performers, gone].map(({ uuid }) => uuid)));
    const name = gone.name.toUpperCase();
    expect(await found(`?text=${encodeURIComponent(name)}`)).toContain(gone.uuid);
    expect(await found('?text=no-such-name')).toEqual([]);
    expect(await found(`?ids=${gone.uuid},${never.uuid}`)).toEqual([gone.uuid]);
  });
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const rowsRead = (node: PlanNode): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];

/** Combinations of filters, orders and cursors in the middle: a plan that walks there from an end reads thousands. */
function* lightAndHeavy(performer: string): Generator<TasksFilter> {
  const [middle, later] = [instantOf(now - 10_000 * hour), instantOf(now - 9990 * hour)];
  const times = [
    {},
    { created_since: middle },
    { created_before: middle },
    { created_since: middle, created_before: later },
    { completed_since: instantOf(now - 40 * hour) },
  ];
  const id = uuidv7({ msecs: now - 10_000 * hour });
  const cursors: Record<TaskOrder, string> = {
    newest: encodeCursor([id]),
    oldest: encodeCursor(['oldest', id]),
    completed: encodeCursor(['completed', middle, id]),
  };
  const statuses = [undefined, ['saving', 'open'], ['completed']] as const;
  const choices = taskOrders.flatMap((order) =>
    statuses.flatMap((status) =>
      [undefined, cursors[order]].map((cursor) => ({ order, status: status && [...status], cursor })),
    ),
  );
  for (const choice of choices) {
    for (const time of times) {
      yield { ...choice, ...time, limit: 50 };
      yield { ...choice, ...time, limit: 50, performer };
    }
  }
}

const manyTasks = 20_000;

describe(`With ${manyTasks.toLocaleString('en')} tasks`, () => {
  let tasks: TasksService;
  let performer: Person;

  beforeAll(async () => {
    tasks = await TasksService.start();
    const performers = await tasks.people(3, 'employee');
    [performer] = performers as [Person];
    await tasks.database.query(`alter table task disable trigger user`);
    await insert(
      tasks.database,
      entriesOf(
        manyTasks,
        performers.map(({ uuid }) => uuid),
      ),
    );
    await tasks.database.query('vacuum analyze');
  });

  afterAll(() => tasks.stop());

  it('a list reads about as many tasks as it shows, whatever the filters and the order', async () => {
    const nodes: PlanNode[] = [];
    const explained: ReadSource = {
      query: async (sql, values) => {
        const [row] = await tasks.database.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
          `explain (analyze, format json) ${sql}`,
          [...(values ?? [])],
        );
        const plan = row?.['QUERY PLAN'][0]?.Plan;
        nodes.push(...(plan ? nodesOf(plan) : []));
        return [];
      },
    };
    let light = 0;
    for (const filter of lightAndHeavy(performer.uuid)) {
      nodes.length = 0;
      await listTasks(explained, filter);
      const ofTasks = nodes.filter((node) => node['Relation Name'] === 'task');
      const read = ofTasks.reduce((sum, node) => sum + rowsRead(node), 0);
      const what = `${queryOf(filter)}: ${ofTasks.map((node) => node['Node Type']).join()}`;
      expect(what).not.toContain('Seq Scan');
      if (!isHeavy(filter)) {
        expect(read, what).toBeLessThanOrEqual(400);
        light += 1;
      }
    }
    expect(light).toBeGreaterThan(100);
  });
});
