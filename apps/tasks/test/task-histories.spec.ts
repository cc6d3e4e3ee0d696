import fc from 'fast-check';
import type { TaskView } from '@ates/contracts';
import { Problem, type Principal } from '@ates/platform';
import { freshNumber, playHistories, playingMilliseconds, uuidOf } from '../../../test/support/histories.js';
import { storedEvents } from '../../../test/support/events.js';
import { ContinueReassignmentHandler } from '../src/reassignments/continue-reassignment.js';
import {
  RequestReassignment,
  RequestReassignmentHandler,
} from '../src/reassignments/request-reassignment.js';
import { AssignTask, AssignTaskHandler } from '../src/tasks/assign-task.js';
import { ChangeTask, ChangeTaskHandler } from '../src/tasks/change-task.js';
import { CompleteTask, CompleteTaskHandler } from '../src/tasks/complete-task.js';
import { CreateTask, CreateTaskHandler } from '../src/tasks/create-task.js';
import { RedrawStrandedTasksHandler } from '../src/tasks/redraw-stranded-tasks.js';
import { TaskCommands } from './support/commands.js';
import { expectedOutcomes, type Operation, type Outcome, type StoredTask } from './support/task-model.js';

const people = 4;
const historiesPerDatabase = 100;

/** What someone wants, before it is known which tasks there are. */
type Wish =
  | { what: 'create' | 'reassign all' | 'redraw stranded' }
  | { what: 'complete'; task: number; by: number | 'performer' }
  | { what: 'redraw' | 'change'; task: number }
  | { what: 'roles'; person: number; performs: boolean };

interface History {
  number: bigint;
  /** The wishes of a group are sent concurrently, each perhaps twice with one key. */
  groups: { wishes: Wish[]; isSentTwice: boolean }[];
}

const task = fc.nat(7);

const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('create' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('complete' as const),
      task,
      by: fc.oneof({ weight: 3, arbitrary: fc.constant('performer' as const) }, fc.nat(people - 1)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('redraw' as const, 'change' as const), task }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constantFrom('reassign all' as const, 'redraw stranded' as const) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('roles' as const),
      person: fc.nat(people - 1),
      performs: fc.boolean(),
    }),
  },
);

const history: fc.Arbitrary<History> = fc.record({
  number: freshNumber,
  groups: fc.array(
    fc.record({
      wishes: fc.array(wish, { minLength: 1, maxLength: 5 }),
      isSentTwice: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

interface StoredEvent {
  id: string;
  type: string;
  version: number;
  task: string;
  performer: string | null;
}

interface StoredDraw {
  id: string;
  task: string;
  performer: string;
  reassignment: string | null;
}

/** What a request led to; throws any error that is not a Problem. */
async function outcomeOf(request: Promise<TaskView | undefined>): Promise<Outcome> {
  try {
    return { answer: await request };
  } catch (error) {
    if (error instanceof Problem) {
      return { refusal: error.code };
    }
    throw error;
  }
}

const countedBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) {
    counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  }
  return counts;
};

describe('Any history of tasks that are created, changed, completed and reassigned while roles change', () => {
  let tasks: TaskCommands;
  let histories = 0;
  const seen = { completions: 0, refusals: 0, strandedDraws: 0, reassignedTasks: 0 };
  const userIds = Array.from({ length: people }, (_, place) => uuidOf(0n, 1, place));

  const start = async (): Promise<void> => {
    tasks = await TaskCommands.start();
    await tasks.database.query(
      `insert into cached_user (id, name, email, roles, is_known, is_stale, changed_at)
       select id, 'Kesha', 'kesha@ates.local', '{employee}', true, false, now() from unnest($1::uuid[]) as id`,
      [userIds],
    );
  };

  async function startAfresh(): Promise<void> {
    await tasks.stop();
    await start();
  }

  beforeAll(start);
  afterAll(() => tasks.stop());

  /** Stores the roles of a person as they were read from Auth. */
  const setRoles = async (person: number, performs: boolean): Promise<undefined> => {
    await tasks.database.query(`update cached_user set roles = $2 where id = $1`, [
      userIds[person],
      performs ? ['employee', 'accountant'] : ['employee', 'manager'],
    ]);
    return undefined;
  };

  /** Does what the loops of reassignments and of stranded tasks do, until there is nothing left. */
  async function finishReassignments(): Promise<void> {
    let isBusy = true;
    while (isBusy) {
      isBusy =
        (await tasks.get(ContinueReassignmentHandler).execute()) ||
        (await tasks.get(RedrawStrandedTasksHandler).execute());
    }
  }

  const storedTasks = async (author: string): Promise<Map<string, StoredTask>> => {
    const rows = await tasks.database.query<StoredTask & Record<string, unknown>>(
      `select task.id, assigned_to as performer, completed_at is not null as "isCompleted",
              completed_at is null and roles && '{manager}' as "isStranded"
       from task join cached_user on cached_user.id = assigned_to
       where author_id = $1 order by task.id`,
      [author],
    );
    return new Map(rows.map((row) => [row.id, row]));
  };

  const storedDraws = (author: string): Promise<StoredDraw[]> =>
    tasks.database.query<StoredDraw & Record<string, unknown>>(
      `select task_assignment.id, task_id as task, performer_id as performer, reassignment_id as reassignment
       from task_assignment join task on task.id = task_id where author_id = $1`,
      [author],
    );

  const publishedEvents = (ids: readonly string[]): Promise<StoredEvent[]> =>
    tasks.database.query<StoredEvent & Record<string, unknown>>(
      `select id, type, version, body ->> 'task_uuid' as task, body ->> 'assigned_to' as performer
       from ${storedEvents} as event where body ->> 'task_uuid' = any($1) order by place`,
      [ids],
    );

  /** Sends a request, twice if `isSentTwice`; both get the same answer. */
  async function send(
    operation: Operation,
    { author, key, isSentTwice }: { author: string; key: string; isSentTwice: boolean },
  ): Promise<Outcome> {
    const idempotencyKey = { owner: 'a client', key, request: '', holdsSecret: false };
    const request = (): Promise<TaskView | undefined> => {
      switch (operation.what) {
        case 'create':
          return tasks
            .get(CreateTaskHandler)
            .execute(new CreateTask(author, 'Fix the perch', idempotencyKey));
        case 'complete':
          return tasks
            .get(CompleteTaskHandler)
            .execute(new CompleteTask(operation.id, operation.person, idempotencyKey));
        case 'redraw':
          return tasks.get(AssignTaskHandler).execute(new AssignTask(operation.id, author, idempotencyKey));
        case 'change':
          return tasks
            .get(ChangeTaskHandler)
            .execute(new ChangeTask(operation.id, manager(author), `Mend the perch ${key}`, idempotencyKey));
        case 'reassign all':
          return tasks
            .get(RequestReassignmentHandler)
            .execute(new RequestReassignment(author, idempotencyKey))
            .then(() => tasks.get(ContinueReassignmentHandler).execute())
            .then(() => undefined);
        case 'redraw stranded':
          return tasks
            .get(RedrawStrandedTasksHandler)
            .execute()
            .then(() => undefined);
        case 'roles':
          return setRoles(operation.person, operation.performs);
      }
    };
    const [first, second = first] = await Promise.all([
      outcomeOf(request()),
      ...(isSentTwice ? [outcomeOf(request())] : []),
    ]);
    // A refusal is not kept: the second request may find that the reason is gone.
    if ('answer' in first && 'answer' in second) {
      expect(second).toEqual(first);
    }
    return 'answer' in second ? second : first;
  }

  async function play({ number, groups }: History): Promise<number> {
    histories += 1;
    if (histories % historiesPerDatabase === 0) {
      await startAfresh();
    }
    await tasks.database.query(`update cached_user set roles = '{employee}' where roles <> '{employee}'`);
    const author = uuidOf(number, 9, 0);
    const performing = new Set(userIds.keys());
    const redraws: string[] = [];
    const changes: string[] = [];
    let requests = 0;
    let removals = 0;
    for (const { wishes, isSentTwice } of groups) {
      const before = await storedTasks(author);
      const operations = operationsOf(wishes, [...before.values()]);
      const outcomes = await Promise.all(
        operations.map((operation) => {
          requests += 1;
          return send(operation, { author, key: uuidOf(number, 8, requests), isSentTwice });
        }),
      );
      await finishReassignments();
      const after = await storedTasks(author);
      const expected = expectedOutcomes(operations, before, performing);
      outcomes.forEach((outcome, index) => {
        expect(expected[index]).toContain('refusal' in outcome ? outcome.refusal : 'done');
        seen.refusals += 'refusal' in outcome ? 1 : 0;
      });
      const done = operations.filter((_, index) => 'answer' in (outcomes[index] ?? {}));
      const created = outcomes.flatMap((outcome, index) =>
        operations[index]?.what === 'create' && 'answer' in outcome ? [outcome.answer?.uuid ?? ''] : [],
      );
      const completed = done.flatMap((one) => (one.what === 'complete' ? [one] : []));
      expect([...after.keys()].sort()).toEqual([...before.keys(), ...created].sort());
      const isCompleted = (id: string): boolean =>
        before.get(id)?.isCompleted === true || completed.some((one) => one.id === id);
      for (const { id, performer, isCompleted: isStoredCompleted } of after.values()) {
        expect(isStoredCompleted).toBe(isCompleted(id));
        const by = completed.find((one) => one.id === id)?.person;
        expect(performer).toBe(by ?? performer);
      }
      redraws.push(...done.flatMap((one) => (one.what === 'redraw' ? [one.id] : [])));
      changes.push(...done.flatMap((one) => (one.what === 'change' ? [one.id] : [])));
      for (const operation of operations) {
        if (operation.what === 'roles') {
          performing[operation.performs ? 'add' : 'delete'](operation.person);
          removals += operation.performs ? 0 : 1;
        }
      }
      if (performing.size > 0) {
        expect([...after.values()].filter(({ isStranded }) => isStranded)).toEqual([]);
      }
      seen.completions += completed.length;
    }
    await publishedExactly(author, { redraws, changes, removals });
    await completeEverything(author);
    return requests;
  }

  /** The events and the history of each task are those of what happened, no more and no fewer. */
  async function publishedExactly(
    author: string,
    { redraws, changes, removals }: { redraws: string[]; changes: string[]; removals: number },
  ): Promise<void> {
    const stored = await storedTasks(author);
    const [events, draws] = await Promise.all([publishedEvents([...stored.keys()]), storedDraws(author)]);
    const redrawn = countedBy(redraws, (id) => id);
    const changed = countedBy(changes, (id) => id);
    const reassigned = draws.filter(({ reassignment }) => reassignment !== null);
    expect([...countedBy(reassigned, (draw) => `${draw.reassignment} ${draw.task}`).values()]).toEqual(
      reassigned.map(() => 1),
    );
    seen.reassignedTasks += reassigned.length;
    for (const { id, performer, isCompleted } of stored.values()) {
      const own = events.filter((event) => event.task === id);
      const assignments = own.filter(({ type }) => type === 'tasks.task.assigned');
      const ownDraws = draws.filter((draw) => draw.task === id);
      expect(own.slice(0, 3).map(({ type, version }) => `${type}.v${version}`)).toEqual([
        'tasks.task.changed.v1',
        'tasks.task.changed.v2',
        'tasks.task.assigned.v1',
      ]);
      expect(own.filter(({ type }) => type === 'tasks.task.changed')).toHaveLength(
        2 + 2 * (changed.get(id) ?? 0),
      );
      const idAndPerformer = (one: { id: string; performer: string | null }) => `${one.id} ${one.performer}`;
      expect(assignments.map(idAndPerformer).sort()).toEqual(ownDraws.map(idAndPerformer).sort());
      expect(assignments.at(-1)?.performer).toBe(performer);
      const completions = own.filter(({ type }) => type === 'tasks.task.completed');
      expect(completions.map((event) => event.performer)).toEqual(isCompleted ? [performer] : []);
      const afterCompletion = isCompleted
        ? own.slice(own.findIndex(({ type }) => type.endsWith('completed')))
        : [];
      expect(afterCompletion.filter(({ type }) => type === 'tasks.task.assigned')).toEqual([]);
      const stranded =
        ownDraws.filter(({ reassignment }) => reassignment === null).length - 1 - (redrawn.get(id) ?? 0);
      expect(stranded).toBeGreaterThanOrEqual(0);
      expect(stranded).toBeLessThanOrEqual(removals);
      seen.strandedDraws += stranded;
    }
  }

  /** So that the next history has no open task but its own. */
  async function completeEverything(author: string): Promise<void> {
    await tasks.database.query(`update cached_user set roles = '{employee}' where roles <> '{employee}'`);
    await finishReassignments();
    const open = [...(await storedTasks(author)).values()].filter(({ isCompleted }) => !isCompleted);
    await Promise.all(
      open.map(({ id, performer }) =>
        tasks.get(CompleteTaskHandler).execute(new CompleteTask(id, performer, undefined)),
      ),
    );
  }

  it(
    'never leaves a task without an eligible performer, and publishes exactly what happened',
    async () => {
      await playHistories({
        about: 'tasks',
        inTest: 60,
        share: 0.2,
        history,
        play,
        startAfresh,
        variety: () => seen,
      });
    },
    playingMilliseconds,
  );

  /** What is wished for, of the tasks that there are: the first wish about a person's roles in a group counts. */
  function operationsOf(wishes: readonly Wish[], existing: readonly StoredTask[]): Operation[] {
    const people = new Set<number>();
    return wishes.flatMap((wish): Operation[] => {
      if ('task' in wish) {
        const task = existing[wish.task % Math.max(1, existing.length)];
        if (!task) {
          return [];
        }
        return wish.what === 'complete'
          ? [
              {
                what: 'complete',
                id: task.id,
                person: wish.by === 'performer' ? task.performer : (userIds[wish.by] ?? ''),
              },
            ]
          : [{ what: wish.what, id: task.id }];
      }
      if (wish.what === 'roles') {
        const isFirst = !people.has(wish.person);
        people.add(wish.person);
        return isFirst ? [wish] : [];
      }
      return [wish];
    });
  }
});

const manager = (id: string): Principal => ({ kind: 'person', id, roles: ['manager'], scopes: [] });
