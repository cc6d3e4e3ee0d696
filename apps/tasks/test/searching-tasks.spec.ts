import { v7 as uuidv7 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import { encodeCursor } from '@ates/platform';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { amongFirst, byIndex, searchParameters, type TasksFilter } from '../src/tasks/task-list.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

interface Page {
  items: TaskView[];
  next_cursor: string | null;
}

describe('Searching tasks (T8)', () => {
  let tasks: TasksService;
  let person: Person;
  let reader: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    person = await tasks.person('employee');
    reader = await tasks.as(await tasks.person('manager'));
  });

  afterAll(() => tasks.stop());

  const search = (text: string, more = '', api = reader) =>
    api.get<Page>(`/tasks?limit=50&text=${encodeURIComponent(text)}${more}`);

  const found = async (text: string, more = ''): Promise<string[]> => {
    const { status, body } = await search(text, more);
    expect(status).toBe(200);
    return body.items.map(({ uuid }) => uuid);
  };

  /** Inserts a task as earlier versions did: without normalizing its text. */
  const writtenBefore = async (description: string): Promise<string> => {
    const id = uuidv7();
    await tasks.database.query(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       values ($1, $2, $3, $3, now(), now(), now())`,
      [id, description, person.uuid],
    );
    return id;
  };

  it.each([
    ['NFC', 'Café Йорк résumé'],
    ['NFD', 'Café Йорк résumé'.normalize('NFD')],
  ])('finds text written in %s by either Unicode normalization form', async (_, written) => {
    const ids = [(await tasks.task(person, written)).uuid, await writtenBefore(written)];
    for (const typed of [written, written.toUpperCase(), 'фé Й', 'afé йо']) {
      const expected = typed === 'фé Й' ? [] : ids;
      expect(await found(typed.normalize('NFC'))).toEqual(expect.arrayContaining(expected));
      expect(await found(typed.normalize('NFD'))).toEqual(expect.arrayContaining(expected));
    }
  });

  it.each([
    '[POPUG-4711] - Mend the gilded swing',
    '[POPUG-4711]: Mend the gilded swing',
    '[POPUG-4711]   Mend the\ngilded swing',
    '[POPUG\u20114711] – Mend the gilded swing',
  ])('finds %j by key and title, as the page shows them and as people type them', async (description) => {
    const { uuid } = await tasks.task(person, description);
    for (const typed of [
      'POPUG-4711 Mend the gilded swing',
      '[POPUG-4711] Mend the gilded swing',
      '[POPUG-4711] - Mend the gilded swing',
      'popug-4711: mend',
      '4711] - Mend',
      '[POPUG-4711',
      'gilded  swing ',
    ]) {
      expect(await found(typed), typed).toContain(uuid);
    }
  });

  it.each([
    ['array[7919]', ['array[7919]', '[7919', '7919]']],
    ['[x] a quetzal is fed', ['[x] a quetzal', 'x] a quetzal', 'quetzal']],
    ['feed 🦜🦚 at noon', ['🦚', '🦜🦚', 'd 🦜']],
    ['100%_safe \\ perch', ['%_', '0%_s', '\\', '%']],
    ['wide Ｑｕｉｌｌ', ['quill', 'ｑｕ']],
  ])('finds %j by any part', async (description, parts) => {
    const { uuid } = await tasks.task(person, description);
    for (const part of parts) {
      expect(await found(part), part).toContain(uuid);
    }
  });

  it('ignores a lone bracket or dash, which may be the start of a key', async () => {
    const { uuid } = await tasks.task(person, 'without any');
    expect(await found('[')).toContain(uuid);
    expect(await found('-')).toContain(uuid);
  });

  it('finds the current description and not the previous one', async () => {
    const { uuid } = await tasks.task(person, 'a hoopoe');
    await (await tasks.as(person)).send('PATCH', `/tasks/${uuid}`, { description: 'a motmot' });
    expect(await found('hoopoe')).toEqual([]);
    expect(await found('motmot')).toEqual([uuid]);
  });

  it.each(['%00', '%E2%80%8B', '', '%20', 'x'.repeat(201)])(
    'rejects the search text %j with 400 invalid-request',
    async (text) => {
      expect(await reader.get(`/tasks?text=${text}`)).toMatchObject(problem(400, 'invalid-request'));
    },
  );
});

const manyTasks = 5000;

describe('Searching among many tasks (T8 S7)', () => {
  let tasks: TasksService;
  let performer: Person;
  let other: Person;
  let readers: Api[];

  beforeAll(async () => {
    tasks = await TasksService.start();
    [performer, other] = (await tasks.people(2, 'employee')) as [Person, Person];
    readers = await Promise.all((await tasks.people(15, 'manager')).map((reader) => tasks.as(reader)));
    // `jay` occurs only in the oldest tasks, `ъ` in three, and `e` in all.
    await tasks.database.query(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       select ('01900000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid,
              '[POPUG-' || number || '] - Feed the ' || case when number <= 2000 then 'jay ' else 'hen ' end
                || case when number <= 3 then 'ъ' else '' end,
              $1::uuid, case when number % 2 = 0 then $1::uuid else $2::uuid end, now(), now(), now()
       from generate_series(1, ${manyTasks}) as number`,
      [performer.uuid, other.uuid],
    );
    await tasks.database.query(`analyze task`);
    await tasks.database.query(`analyze task_search`);
  });

  afterAll(() => tasks.stop());

  const search = (text: string, more = '', api = readers[0]): Promise<{ status: number; body: Page }> =>
    (api ?? tasks.anonymous()).get<Page>(`/tasks?limit=50&text=${encodeURIComponent(text)}${more}`);

  const numbersOf = ({ items }: Page): number[] => items.map(({ jira_id }) => Number(jira_id?.slice(6)));

  const counting = (first: number, step = 1): number[] =>
    Array.from({ length: 50 }, (_, index) => first - index * step);

  const texts: [string, string, number[]][] = [
    ['a letter in all tasks', 'e', counting(manyTasks)],
    ['a letter only in the oldest tasks', 'j', counting(2000)],
    ['a letter in three tasks', 'ъ', [3, 2, 1]],
    ['a letter in no task', 'ы', []],
    ['two letters in all tasks', 'fe', counting(manyTasks)],
    ['two letters only in the oldest tasks', 'ja', counting(2000)],
    ['two letters in three tasks', ' ъ', [3, 2, 1]],
    ['a word in all tasks', 'popug', counting(manyTasks)],
    ['a word only in the oldest tasks', 'jay', counting(2000)],
    ['a long text in one task', '[POPUG-1234] - Feed the jay', [1234]],
    ['a long text in no task', `popug-${'9'.repeat(190)}`, []],
  ];

  it.each(texts)('finds %s, newest first', async (_, text, expected) => {
    const { body } = await search(text);
    expect(numbersOf(body)).toEqual(expected);
  });

  it.each(texts)("finds %s among one performer's tasks, page by page", async (_, text) => {
    const all = async (more: string): Promise<number[]> => {
      const seen: number[] = [];
      for (let cursor = ''; ;) {
        const { body } = await search(text, `${more}${cursor}`);
        seen.push(...numbersOf(body));
        if (body.next_cursor === null || seen.length > 150) {
          return seen.slice(0, 150);
        }
        cursor = `&cursor=${body.next_cursor}`;
      }
    };
    const own = await all(`&performer=${performer.uuid}`);
    expect(own.every((number) => number % 2 === 0)).toBe(true);
    expect(new Set(own).size).toBe(own.length);
    expect(own).toEqual(own.toSorted((left, right) => right - left));
    expect(await all(`&performer=${performer.uuid}&status=saving,open`)).toEqual(own);
    expect(await search(text, '&status=completed')).toMatchObject({ body: { items: [] } });
  });

  const filters: [string, Omit<TasksFilter, 'limit'>][] = [
    ['of all performers', {}],
    ['that are open', { status: ['saving', 'open'] }],
    ['that are open and have a price', { status: ['open'] }],
    ['that are completed', { status: ['completed'] }],
    ['after a cursor', { cursor: encodeCursor([uuidv7()]) }],
    ['oldest first', { order: 'oldest' }],
    ['oldest first, after a cursor', { order: 'oldest', cursor: encodeCursor(['oldest', uuidv7()]) }],
    ['completed last', { order: 'completed' }],
    [
      'completed last, after a cursor',
      { order: 'completed', cursor: encodeCursor(['completed', '2026-03-02T00:00:00.000001Z', uuidv7()]) },
    ],
    ['created since an instant', { created_since: '2020-01-01T00:00:00Z' }],
    ['created before an instant', { created_before: '2099-01-01T00:00:00Z' }],
  ];

  it.each(filters)(
    'never scans a whole table for tasks %s, whatever the length of the text',
    async (_, filter) => {
      for (const [, text] of texts) {
        const [row] = await tasks.database.query<{ form: string }>(`select search_form($1) as form`, [text]);
        for (const performed of [undefined, performer.uuid]) {
          const parameters = searchParameters({ ...filter, performer: performed, limit: 50 }, row?.form);
          for (const sql of [amongFirst(filter.order), byIndex(filter.order)]) {
            const plan = await tasks.database.query(
              `explain (analyze, buffers, format json) ${sql}`,
              parameters,
            );
            const read = JSON.stringify(plan);
            expect(read).not.toMatch(/"Seq Scan","[^{}]*"Relation Name":"task(_search)?"/);
            expect(read).toMatch(sql === byIndex(filter.order) ? /task_search_pairs/ : /Index (Only )?Scan/);
          }
        }
      }
    },
  );

  it('serves other requests while fifteen people search for two letters at once (N4)', async () => {
    const api = await tasks.as(performer);
    const task = await tasks.task(performer);
    const performerOfTask = await tasks.as(task.assigned_to.uuid === performer.uuid ? performer : other);
    // With the search table locked, each search takes as long as it is allowed to.
    await tasks.during('lock table task_search in access exclusive mode', [], async () => {
      const searches = readers.map((reader) => search('ja', '', reader));
      await tasks.untilWaitingForLock('%task_search%', 2);
      const quick = await Promise.all([
        api.get('/health/ready'),
        api.get('/tasks?limit=50'),
        api.get(`/tasks/${task.uuid}`),
        api.get('/tasks/counts'),
        api.get('/tasks?status=completed'),
        performerOfTask.put(`/tasks/${task.uuid}/complete`),
      ]);
      expect(quick.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      void Promise.allSettled(searches);
    });
    const answers = await Promise.all(readers.map((reader) => search('ja', '', reader)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it("queues a person's concurrent searches, and rejects those over the limit with 429", async () => {
    const [reader] = readers;
    const answers = await tasks.during('lock table task_search in access exclusive mode', [], async () => {
      const asked = Array.from({ length: 7 }, () => search('ja', '', reader));
      const refused = await Promise.race(asked);
      expect(refused).toMatchObject(problem(429, 'too-many-searches'));
      await tasks.untilWaitingForLock('%task_search%', 1);
      return asked;
    });
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });
});
