import { v4 as uuidv4 } from 'uuid';
import {
  task as taskSchema,
  taskCounts,
  taskPage,
  type TaskCounts,
  type TaskHistory,
  type TaskView,
} from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

interface Page {
  items: TaskView[];
  next_cursor: string | null;
}

describe('Reading tasks (T1 T8)', () => {
  let tasks: TasksService;
  let polly: Person;
  let kesha: Person;
  let reader: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    [polly, kesha] = (await tasks.people(2, 'employee')) as [Person, Person];
    reader = await tasks.as(await tasks.person('manager'));
  });

  afterAll(() => tasks.stop());

  const list = async (query: string, api = reader): Promise<TaskView[]> => {
    const { status, body } = await api.get<Page>(`/tasks?limit=200&${query}`);
    expect(status).toBe(200);
    return body.items;
  };

  const idsOf = (items: readonly TaskView[]): string[] => items.map(({ uuid }) => uuid);

  /** Enough tasks that each of the two performers gets some. */
  const tasksOfBoth = async (word: string): Promise<TaskView[]> => {
    const created: TaskView[] = [];
    while (new Set(created.map((task) => task.assigned_to.uuid)).size < 2 || created.length < 6) {
      created.push(await tasks.task(polly, `${word} ${created.length}`));
    }
    return created;
  };

  it('returns a task exactly as its creation did, and as the contract defines it', async () => {
    const created = await tasks.task(polly);
    const { status, body } = await reader.get(`/tasks/${created.uuid}`);
    expect([status, body]).toEqual([200, created]);
    expect(taskSchema.strict().parse(body)).toEqual(body);
    expect((await reader.get(`/tasks/${created.uuid.toUpperCase()}`)).body).toEqual(created);
  });

  it('lists tasks newest first, as JSON that matches the contract', async () => {
    const created = await tasksOfBoth('order');
    const answer = await reader.get<Page>('/tasks?text=order');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual({ items: created.toReversed(), next_cursor: null });
    expect(taskPage.parse(answer.body)).toEqual(answer.body);
  });

  it('filters by performer, with `me` for the caller', async () => {
    const created = await tasksOfBoth('mine');
    const own = (person: Person) =>
      created.filter((task) => task.assigned_to.uuid === person.uuid).toReversed();
    for (const person of [polly, kesha]) {
      expect(await list('performer=me&text=mine', await tasks.as(person))).toEqual(own(person));
      expect(await list(`performer=${person.uuid}&text=mine`)).toEqual(own(person));
    }
    expect(await list(`performer=${uuidv4()}`)).toEqual([]);
  });

  it('filters by status', async () => {
    const [first, ...rest] = await tasksOfBoth('state');
    const performer = first?.assigned_to.uuid === polly.uuid ? polly : kesha;
    await (await tasks.as(performer)).put(`/tasks/${first?.uuid}/complete`);
    expect(idsOf(await list('text=state&status=completed'))).toEqual([first?.uuid]);
    expect(await list('text=state&status=saving')).toEqual(rest.toReversed());
    expect(await list('text=state&status=saving,open')).toEqual(rest.toReversed());
    expect(await list('text=state&status=open')).toEqual([]);
    expect(idsOf(await list('text=state&status=completed,saving'))).toHaveLength(rest.length + 1);
    expect(idsOf(await list(`status=completed&text=state&performer=${performer.uuid}`))).toEqual([
      first?.uuid,
    ]);
  });

  const counts = async (query = '', api = reader): Promise<TaskCounts> => {
    const { status, body } = await api.get<TaskCounts>(`/tasks/counts${query}`);
    expect(status).toBe(200);
    return taskCounts.strict().parse(body);
  };

  it("counts a performer's open tasks", async () => {
    const person = await tasks.person('employee');
    const [priced, done] = await tasks.openTasks(5, [person]);
    tasks.publishPrice(priced ?? '');
    await (await tasks.as(person)).put(`/tasks/${done}/complete`);
    await tasks.untilFinanceConsumed();
    const expected = { unfinished: 4, waits_for_performer: 0 };
    expect(await counts(`?performer=${person.uuid}`)).toEqual(expected);
    expect(await counts('?performer=me', await tasks.as(person))).toEqual(expected);
    expect(await counts(`?performer=${uuidv4()}`)).toEqual({ unfinished: 0, waits_for_performer: 0 });
  });

  it('counts all open tasks, and every response includes tasks created before the request', async () => {
    let unfinished = 0;
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: Page } = await reader.get<Page>(
        `/tasks?limit=200&status=saving,open${cursor && `&cursor=${cursor}`}`,
      );
      unfinished += body.items.length;
      cursor = body.next_cursor;
    }
    expect(await counts()).toEqual({ unfinished, waits_for_performer: 0 });
    for (let made = 1; made <= 20; made += 1) {
      await tasks.task(polly);
      const [one, other] = await Promise.all([counts(), counts()]);
      expect([one?.unfinished, other?.unfinished]).toEqual([unfinished + made, unfinished + made]);
    }
  });

  it('returns the existing ones of the ids that a service asks for', async () => {
    const [one, two] = [await tasks.task(polly), await tasks.task(polly)];
    const service = await tasks.asService('tasks:read');
    const found = await list(`ids=${one.uuid},${uuidv4()},${two.uuid}`, service);
    expect(idsOf(found)).toEqual([two.uuid, one.uuid]);
  });

  it.each([
    ['100% wool', '0% w'],
    ['under_score', 'r_s'],
    ['back\\slash', 'k\\s'],
    [`'; drop table task; --`, `'; drop`],
    ['"quoted" \\" twice', '"quoted" \\"'],
    ['Почини́ть НАСЕСТ', 'насест'],
    ['straße in Äpfel', 'ÄPFEL'],
    ['a 🦜 parrot', '🦜'],
    ['two  blanks', 'o  b'],
  ])('finds %s by %s, taking each character literally', async (description, text) => {
    const created = await tasks.task(polly, description);
    await tasks.task(polly, '1000 wools, underXscore, backslash, nothing');
    expect(idsOf(await list(`text=${encodeURIComponent(text)}`))).toEqual([created.uuid]);
  });

  it.each(['%', '_', '\\'])('searches for a lone %s literally', async (letter) => {
    const found = await list(`text=${encodeURIComponent(letter)}`);
    expect(found.every((task) => task.description.includes(letter))).toBe(true);
    expect(found.length).toBeLessThan(10);
  });

  it('shows the name of an author that Tasks had to fetch from Auth first (T11)', async () => {
    const newcomer = { ...polly, uuid: uuidv4(), name: 'Newcomer' };
    tasks.peers.people.set(newcomer.uuid, newcomer);
    const task = await tasks.task(newcomer);
    expect(task.author).toEqual({ uuid: newcomer.uuid, name: 'Newcomer' });
  });

  it('still shows the name of a deleted person', async () => {
    const person = await tasks.person('employee');
    const task = await tasks.task(person);
    await tasks.remove(person);
    const { body } = await reader.get<TaskView>(`/tasks/${task.uuid}`);
    expect(body.author).toEqual({ uuid: person.uuid, name: person.name });
  });

  it.each(['', '/history'])('returns 404 task-not-found at /tasks/{unknown}%s', async (path) => {
    expect(await reader.get(`/tasks/${uuidv4()}${path}`)).toMatchObject(problem(404, 'task-not-found'));
  });

  it('starts the history with the first assignment', async () => {
    const task = await tasks.task(polly);
    const { body } = await reader.get<TaskHistory>(`/tasks/${task.uuid}/history`);
    expect(body).toEqual({
      items: [{ event: 'assigned', performer: task.assigned_to, occurred_at: task.assigned_at }],
    });
  });

  it('pages through 1,000 tasks without gaps or duplicates while others are added', async () => {
    const created: string[] = [];
    for (let round = 0; round < 25; round += 1) {
      const some = await Promise.all(Array.from({ length: 40 }, () => tasks.task(polly, 'paged')));
      created.push(...idsOf(some));
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: Page } = await reader.get<Page>(
        `/tasks?text=paged&limit=90${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...idsOf(body.items));
      cursor = body.next_cursor;
      await tasks.task(polly, 'paged later');
    }
    expect(seen).toHaveLength(1000);
    expect(seen).toEqual(created.toSorted().toReversed());
  });
});
