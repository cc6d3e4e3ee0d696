import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { findEventContract, splitTaskText, type TaskView } from '@ates/contracts';
import { newEvent } from '@ates/messaging';
import type { TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { TasksService } from './support/tasks-service.js';
import { storedEvents } from '../../../test/support/events.js';

interface PublishedChange {
  version: number;
  body: { task_uuid: string; timestamp: string; jira_id?: string | null; title?: string };
}

const publishedChanges = (tasks: TasksService, taskId: string): Promise<PublishedChange[]> =>
  tasks.database.query<PublishedChange & Record<string, unknown>>(
    `select version, body from ${storedEvents} as outbox
     where type = 'tasks.task.changed' and body ->> 'task_uuid' = $1 order by place`,
    [taskId],
  );

describe('The text of a task in both versions of its contract (T10)', () => {
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
    [`[${'ж'.repeat(61)}-42] a key of 64 letters`, `${'ж'.repeat(61)}-42`, 'a key of 64 letters'],
    ['[popug-web-42] Насест', 'popug-web-42', 'Насест'],
  ])('splits %j into key %j and title %j, and publishes both', async (description, jira_id, title) => {
    const task = await tasks.task(author, description);
    expect(task).toMatchObject({ description, jira_id, title });
    expect((await api.get(`/tasks/${task.uuid}`)).body).toEqual(task);
    const body = { task_uuid: task.uuid, timestamp: task.changed_at };
    expect(await publishedChanges(tasks, task.uuid)).toEqual([
      { version: 1, body },
      { version: 2, body: { ...body, jira_id, title } },
    ]);
  });

  it('splits an edited description again, and publishes it in both versions', async () => {
    const task = await tasks.task(author, '[POPUG-1] Fix the perch');
    const { body: changed } = await api.send<TaskView>('PATCH', `/tasks/${task.uuid}`, {
      description: '[POPUG-2] - Oil the swing',
    });
    expect(changed).toMatchObject({ jira_id: 'POPUG-2', title: 'Oil the swing' });
    const body = { task_uuid: task.uuid, timestamp: changed.changed_at };
    expect((await publishedChanges(tasks, task.uuid)).slice(2)).toEqual([
      { version: 1, body },
      { version: 2, body: { ...body, jira_id: 'POPUG-2', title: 'Oil the swing' } },
    ]);
  });

  it.each([
    ['[x] done', '(x) done'],
    ['[WIP] Fix the perch', '(WIP) Fix the perch'],
    ['Fix array[0]', 'Fix array(0)'],
    ['See [the docs](https://example.org/a[1])', 'See (the docs)(https://example.org/a(1))'],
    ['[POPUG-42]', '(POPUG-42)'],
    ['[POPUG-42] - ', '(POPUG-42) -'],
    ['[] Fix the perch', '() Fix the perch'],
    ['[POPUG-42 Fix the perch', '(POPUG-42 Fix the perch'],
    ['[[POPUG-42]] Fix the perch', '((POPUG-42)) Fix the perch'],
    [`[${'x'.repeat(62)}-42] Fix the perch`, `(${'x'.repeat(62)}-42) Fix the perch`],
  ])('keeps %j without a key, and publishes the title %j', async (written, published) => {
    const description = written.trim();
    const task = await tasks.task(author, written);
    expect(task).toMatchObject({ description, jira_id: null, title: description });
    const [, second] = await publishedChanges(tasks, task.uuid);
    expect(second).toMatchObject({ version: 2, body: { jira_id: null, title: published } });
  });

  it('keeps brackets after a tracker key, and publishes them as parentheses', async () => {
    const task = await tasks.task(author, '[POPUG-42] [urgent] Fix array[0]');
    expect(task).toMatchObject({ jira_id: 'POPUG-42', title: '[urgent] Fix array[0]' });
    const [, second] = await publishedChanges(tasks, task.uuid);
    expect(second?.body).toMatchObject({ jira_id: 'POPUG-42', title: '(urgent) Fix array(0)' });
  });

  it.each(['POPUG-777', '[POPUG-777]', 'popug-777', 'millet', '777] - Fill', 'FILL the'])(
    'is found by %s (T8)',
    async (text) => {
      const task = await tasks.task(author, '[POPUG-777] - Fill the millet bowl');
      const { body } = await api.get<{ items: TaskView[] }>(`/tasks?text=${encodeURIComponent(text)}`);
      expect(body.items.map(({ uuid }) => uuid)).toContain(task.uuid);
    },
  );

  it('is published as its contract says and as JSON.stringify writes it, whatever the text', async () => {
    const other = await tasks.person('employee');
    const apis = new Map([author, other].map((person) => [person.uuid, tasks.as(person)]));
    const manager = await tasks.as(await tasks.person('manager'));
    const texts = ['"quoted" \\ and [bracketed]', '[POPUG-9] насест 🦜 < & > \u2028 é', 'a/b'];
    for (const text of texts) {
      const task = await tasks.task(author, text);
      await api.send('PATCH', `/tasks/${task.uuid}`, { description: `${text} again` });
      const { body } = await manager.put<TaskView>(`/tasks/${task.uuid}/assign`);
      await (await apis.get(body.assigned_to.uuid))?.put(`/tasks/${task.uuid}/complete`);
    }
    const rows = await tasks.database.query<{ type: string; version: number; text: string }>(
      `select type, version, body::text as text from ${storedEvents} as stored order by place`,
    );
    for (const { type, version, text } of rows) {
      const contract = findEventContract(type, version);
      expect(contract && JSON.stringify(newEvent(contract, JSON.parse(text)).body)).toBe(text);
    }
    expect(new Set(rows.map(({ type, version }) => `${type} ${version}`))).toEqual(
      new Set([
        'tasks.task.changed 1',
        'tasks.task.changed 2',
        'tasks.task.assigned 1',
        'tasks.task.completed 1',
      ]),
    );
  });

  it('is split by the database, no matter who writes the row', async () => {
    const stray = await tasks.database.query<{ jira_id: string | null; title: string }>(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       values ($1, '[A-1] [B] c', $2, $2, now(), now(), now()) returning jira_id, title`,
      [uuidv7(), author.uuid],
    );
    expect(stray).toEqual([{ jira_id: 'A-1', title: '[B] c' }]);
    const write = tasks.database.query(`update task set title = 'c' where description = '[A-1] [B] c'`);
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

  it(`publishes changes in version ${expected.join(' and ')}`, async () => {
    const author = await tasks.person('employee');
    const task = await tasks.task(author);
    await (await tasks.as(author)).send('PATCH', `/tasks/${task.uuid}`, { description: '[A-1] Changed' });
    const published = await publishedChanges(tasks, task.uuid);
    expect(published.map(({ version }) => version)).toEqual([...expected, ...expected]);
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
    'ПОПУГИ\u0306-7',
    '-1',
    '\u200b',
    '\u2800',
    'e\u0301',
  ),
  fc.constantFrom('x'.repeat(61), 'ж'.repeat(62)),
  fc.string({ unit: 'binary' }),
);

/** Letters and digits of many alphabets, up to a few more than a key may have. */
const letters = fc
  .oneof(
    fc.string({
      unit: fc.constantFrom(...'a Z é ß ø ž Ω ф Й Ա א ゛ ヺ ー 漢 한 9 -'.split(' ')),
      minLength: 1,
      maxLength: 64,
    }),
    fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 8 }),
  )
  .map((drawn) => `k${drawn.replaceAll(/[^\p{L}\p{Nd}-]/gu, '')}`);

const pieces = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));

/**
 * Texts with and without a key, made of characters that matter to the rule and of anything else PostgreSQL can store.
 */
const text = fc
  .oneof(
    { arbitrary: pieces, weight: 1 },
    { arbitrary: fc.tuple(pieces, pieces).map(([key, rest]) => `[${key}]${rest}`), weight: 1 },
    { arbitrary: fc.tuple(pieces, pieces).map(([key, rest]) => `[${key}-42]${rest}`), weight: 1 },
    // Most of these have a key.
    { arbitrary: fc.tuple(letters, pieces).map(([key, rest]) => `[ ${key}-42]${rest}`), weight: 2 },
  )
  .map((joined) => joined.replaceAll('\0', '0'))
  .filter((joined) => joined !== '');

describe('The database (T10)', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createServiceDatabase('tasks');
    await database.query(
      `insert into cached_user (id, changed_at) values ('00000000-0000-4000-8000-000000000001', now())`,
    );
  });

  afterAll(() => database.drop());

  /** Without the rare texts that PostgreSQL and Node normalize differently, because they know other versions of Unicode. */
  const composedAlike = async (texts: readonly string[]): Promise<string[]> => {
    const rows = await database.query<{ text: string }>(
      `select text from unnest($1::text[], $2::text[]) as given (text, composed)
       where normalize(text, NFC) = composed`,
      [texts, texts.map((each) => each.normalize('NFC'))],
    );
    return rows.map(({ text: alike }) => alike);
  };

  it('splits every description like splitTaskText of the contracts, and makes it searchable', async () => {
    const given = [
      '[POPUG-42] - Fix the perch',
      'Fix [the] perch',
      '[POPUG-42]',
      '[x] done',
      ' \u00a0 ',
      ...fc.sample(text, 20_000),
    ];
    const descriptions = await composedAlike(given);
    expect(descriptions.length).toBeGreaterThan(given.length - 100);
    await database.query(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       select gen_random_uuid(), description, person, person, now(), now(), now()
       from unnest($1::text[]) as description, (select id as person from cached_user) as known`,
      [descriptions],
    );

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

    const unsearchable = await database.query(
      `select from task left join task_search on task_id = id where form is distinct from search_form(description)`,
    );
    expect(unsearchable).toEqual([]);
  });
});
