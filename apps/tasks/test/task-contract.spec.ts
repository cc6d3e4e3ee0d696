import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { splitTaskText, type TaskView } from '@ates/contracts';
import { cachedUserMigrations } from '@ates/identity';
import { messagingMigrations } from '@ates/messaging';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { CreateTask1700000000100 } from '../src/database/create-task.migration.js';
import { SplitTaskText1700000000130 } from '../src/database/split-task-text.migration.js';
import { problem } from './support/problem.js';
import { TasksService } from './support/tasks-service.js';

interface ToldChange {
  version: number;
  body: { task_uuid: string; timestamp: string; jira_id?: string | null; title?: string };
}

const changesTold = (tasks: TasksService, taskId: string): Promise<ToldChange[]> =>
  tasks.database.query<ToldChange & Record<string, unknown>>(
    `select version, body from outbox where type = 'tasks.task.changed' and body ->> 'task_uuid' = $1 order by seq`,
    [taskId],
  );

describe('What a task says, in two versions of its contract (T10)', () => {
  let tasks: TasksService;
  let author: Person;
  let api: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    author = await tasks.person('employee');
    api = await tasks.as(author);
  });

  afterAll(() => tasks.stop());

  it.each([
    ['[POPUG-42] - Fix the perch', 'POPUG-42', 'Fix the perch'],
    [
      '[UBERPOP-42] — Поменять оттенок зелёного на кнопке',
      'UBERPOP-42',
      'Поменять оттенок зелёного на кнопке',
    ],
    ['[ПОПУГ-42]: насест 🦜', 'ПОПУГ-42', 'насест 🦜'],
    ['Fix the perch', null, 'Fix the perch'],
    [`[${'🦜'.repeat(64)}] a key of 64 birds`, '🦜'.repeat(64), 'a key of 64 birds'],
  ])('of %j it shows the key %j and the title %j, and tells them', async (description, jira_id, title) => {
    const task = await tasks.task(author, description);
    expect(task).toMatchObject({ description, jira_id, title });
    expect((await api.get(`/tasks/${task.uuid}`)).body).toEqual(task);
    const told = { task_uuid: task.uuid, timestamp: task.changed_at };
    expect(await changesTold(tasks, task.uuid)).toEqual([
      { version: 1, body: told },
      { version: 2, body: { ...told, jira_id, title } },
    ]);
  });

  it('splits a changed description anew, and tells it in both versions', async () => {
    const task = await tasks.task(author, '[POPUG-1] Fix the perch');
    const { body: changed } = await api.send<TaskView>('PATCH', `/tasks/${task.uuid}`, {
      description: '[POPUG-2] - Oil the swing',
    });
    expect(changed).toMatchObject({ jira_id: 'POPUG-2', title: 'Oil the swing' });
    const told = { task_uuid: task.uuid, timestamp: changed.changed_at };
    expect((await changesTold(tasks, task.uuid)).slice(2)).toEqual([
      { version: 1, body: told },
      { version: 2, body: { ...told, jira_id: 'POPUG-2', title: 'Oil the swing' } },
    ]);
  });

  it.each([
    'Fix [the] perch',
    '[POPUG-42]',
    '[POPUG-42] - ',
    '[] Fix the perch',
    '[POPUG-42 Fix the perch',
    'POPUG-42] Fix the perch',
    '[[POPUG-42]] Fix the perch',
    '[POPUG-42] [urgent] Fix the perch',
    `[${'x'.repeat(65)}] Fix the perch`,
  ])('refuses %j with what is wrong with it, whether new or a change', async (description) => {
    const task = await tasks.task(author);
    const path = `/tasks/${task.uuid}`;
    for (const answer of [
      await api.post('/tasks', { description }),
      await api.send('PATCH', path, { description }),
    ]) {
      expect(answer).toMatchObject(problem(400, 'invalid-request'));
      expect(answer.body).toMatchObject({
        errors: [{ path: 'description', message: expect.stringContaining('[POPUG-42] - Fix the perch') }],
      });
    }
    expect((await api.get(path)).body).toEqual(task);
    expect(await changesTold(tasks, task.uuid)).toHaveLength(2);
  });

  it.each(['POPUG-777', '[POPUG-777]', 'popug-777', 'millet', '777] - Fill', 'FILL the'])(
    'is found by %s (T8)',
    async (text) => {
      const task = await tasks.task(author, '[POPUG-777] - Fill the millet bowl');
      const { body } = await api.get<{ items: TaskView[] }>(`/tasks?text=${encodeURIComponent(text)}`);
      expect(body.items.map(({ uuid }) => uuid)).toContain(task.uuid);
    },
  );

  it('has no bracket in its title, whoever writes the row and however', async () => {
    const stray = await tasks.database.query<{ jira_id: string | null; title: string }>(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       values ($1, '[A] [B] c', $2, $2, now(), now(), now()) returning jira_id, title`,
      [uuidv7(), author.uuid],
    );
    expect(stray).toEqual([{ jira_id: 'A', title: '(B) c' }]);
    const write = tasks.database.query(`update task set title = '[B] c' where description = '[A] [B] c'`);
    await expect(write).rejects.toThrow(/can only be updated to DEFAULT/);
  });
});

describe.each([
  ['1', [1]],
  ['1,2', [1, 2]],
  ['2', [2]],
])('With TASK_CHANGED_VERSIONS=%s (T10)', (versions, expected) => {
  let tasks: TasksService;

  beforeAll(async () => {
    tasks = await TasksService.start({ TASK_CHANGED_VERSIONS: versions });
  });

  afterAll(() => tasks.stop());

  it(`changes are told in the versions ${expected.join(' and ')}`, async () => {
    const author = await tasks.person('employee');
    const task = await tasks.task(author);
    await (await tasks.as(author)).send('PATCH', `/tasks/${task.uuid}`, { description: '[A-1] Changed' });
    const told = await changesTold(tasks, task.uuid);
    expect(told.map(({ version }) => version)).toEqual([...expected, ...expected]);
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    '[',
    ']',
    ' ',
    '-',
    '–',
    '—',
    ':',
    '\n',
    '\u00a0',
    '\u2003',
    '\ufeff',
    '\u180e',
    'POPUG-42',
  ),
  fc.constantFrom('x'.repeat(63), '🦜'.repeat(64)),
  fc.string({ unit: 'binary' }),
);

const pieces = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));

/** Texts with a key or without, made of what matters to the rule and of whatever else PostgreSQL keeps. */
const text = fc
  .oneof(
    pieces,
    fc.tuple(pieces, pieces).map(([key, rest]) => `[${key}]${rest}`),
  )
  .map((joined) => joined.replaceAll('\0', '0'))
  .filter((joined) => joined !== '');

describe('The migration that splits what exists (T10)', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase('split');
    dataSource = await migrated(CreateTask1700000000100);
    await database.query(
      `insert into cached_user (id, changed_at) values ('00000000-0000-4000-8000-000000000001', now())`,
    );
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const migrated = async (...further: (new () => object)[]): Promise<DataSource> => {
    const source = new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [...messagingMigrations, ...cachedUserMigrations, ...further],
    });
    await source.initialize();
    await source.runMigrations();
    return source;
  };

  it('splits every row as the contract says, in the database alone, and can be undone', async () => {
    const descriptions = [
      '[POPUG-42] - Fix the perch',
      'Fix [the] perch',
      '[POPUG-42]',
      ' \u00a0 ',
      ...fc.sample(text, 20_000),
    ];
    await database.query(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       select gen_random_uuid(), description, person, person, now(), now(), now()
       from unnest($1::text[]) as description, (select id as person from cached_user) as known`,
      [descriptions],
    );
    await dataSource.destroy();
    dataSource = await migrated(CreateTask1700000000100, SplitTaskText1700000000130);

    const rows = await database.query<{ description: string; jira_id: string | null; title: string }>(
      `select description, jira_id, title from task`,
    );
    expect(rows).toHaveLength(descriptions.length);
    const wrong = rows.filter(({ description, ...split }) => {
      const expected = splitTaskText(description);
      return split.jira_id !== expected.jira_id || split.title !== expected.title;
    });
    expect(wrong).toEqual([]);
    expect(rows.filter(({ jira_id }) => jira_id !== null).length).toBeGreaterThan(2000);

    await dataSource.undoLastMigration();
    const columns = await database.query(
      `select from information_schema.columns where table_name = 'task' and column_name in ('jira_id', 'title')`,
    );
    expect(columns).toEqual([]);
  });
});
