import fc from 'fast-check';
import {
  cutInto,
  freshNumber,
  inOrderOf,
  playHistories,
  playingMilliseconds,
  uuidOf,
} from '../../../test/support/histories.js';
import { priceOf } from '../src/tasks/price.js';
import {
  assigned,
  changed,
  completed,
  Ledger,
  priceSecret,
  type StoredPosting,
  type TaskEvent,
} from './support/ledger.js';

const people = 4;

/** What happens to one task: the indexes of its performers, and other events. */
interface TaskStory {
  performers: number[];
  isCompleted: boolean;
  changes: number;
  startsAt: Date;
  /** Minutes between its events. */
  pace: number;
  microseconds: number;
}

const taskStory: fc.Arbitrary<TaskStory> = fc.record({
  performers: fc.array(fc.nat(people - 1), { minLength: 1, maxLength: 4 }),
  isCompleted: fc.boolean(),
  changes: fc.nat(2),
  startsAt: fc.date({
    min: new Date('2026-03-28T00:00:00Z'),
    max: new Date('2026-03-31T00:00:00Z'),
    noInvalidDate: true,
  }),
  pace: fc.integer({ min: 1, max: 600 }),
  microseconds: fc.nat(999),
});

/** Stories, and how their events are delivered. */
interface History {
  number: bigint;
  stories: TaskStory[];
  /** Orders the events; one in three is delivered a third time. */
  order: number[];
  batchSizes: number[];
  /** Whether two consumers handle the next two batches concurrently. */
  isTogether: boolean[];
  /** After how many steps the ledger is compared in between. */
  comparedAfter: number;
}

const history: fc.Arbitrary<History> = fc.record({
  number: freshNumber,
  stories: fc.array(taskStory, { minLength: 1, maxLength: 6 }),
  order: fc.array(fc.nat(), { minLength: 8, maxLength: 40 }),
  batchSizes: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 10 }),
  isTogether: fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
  comparedAfter: fc.nat(8),
});

interface Happened {
  userIds: string[];
  taskIds: string[];
  events: TaskEvent[];
}

/** The stories as events. */
function eventsOf({ number, stories }: History): Happened {
  const userIds = Array.from({ length: people }, (_, place) => uuidOf(number, 1, place));
  const taskIds = stories.map((_, place) => uuidOf(number, 2, place));
  let ids = 0;
  const nextId = (): string => uuidOf(number, 3, (ids += 1));
  const events = stories.flatMap((story, index) =>
    eventsOfTask(story, taskIds[index] ?? '', userIds, nextId),
  );
  return { userIds, taskIds, events };
}

function eventsOfTask(story: TaskStory, task: string, userIds: string[], nextId: () => string): TaskEvent[] {
  let step = 0;
  const nextInstant = (): string => {
    const instant = new Date(story.startsAt.getTime() + step * story.pace * 60_000).toISOString();
    step += 1;
    return instant.replace('Z', `${String(story.microseconds).padStart(3, '0')}Z`);
  };
  const performers = story.performers.map((index) => userIds[index] ?? '');
  const last = performers.at(-1) ?? '';
  return [
    ...performers.map((performer) => assigned(task, performer, nextInstant(), nextId())),
    ...Array.from({ length: story.changes }, () => changed(task, nextInstant(), nextId())),
    ...(story.isCompleted ? [completed(task, last, nextInstant(), nextId())] : []),
  ];
}

/** Every event at least twice, some three times, in an unrelated order. */
const deliveriesOf = (events: TaskEvent[], order: number[]): TaskEvent[] =>
  inOrderOf(
    [...events, ...events, ...events.filter((_, index) => (order[index % order.length] ?? 0) % 3 === 0)],
    order,
  );

/** The batches that one consumer, or two concurrent ones, handle in each step. */
const stepsOf = (batches: TaskEvent[][], isTogether: boolean[]): TaskEvent[][][] =>
  cutInto(
    batches,
    isTogether.map((together) => (together ? 2 : 1)),
  );

/** The postings that the ledger must hold after these events, computed from the events alone. */
function postingsFor(events: readonly TaskEvent[]): StoredPosting[] {
  const postings = new Map<string, StoredPosting>();
  for (const { id, type, body } of events) {
    if ('assigned_to' in body) {
      const { fee, reward } = priceOf(priceSecret, body.task_uuid);
      const isReward = type.endsWith('completed');
      const key = isReward ? `rewarded:${body.task_uuid}` : `assigned:${id}`;
      postings.set(key, {
        key,
        kind: isReward ? 'reward' : 'fee',
        task_id: body.task_uuid,
        user_id: body.assigned_to,
        amount: isReward ? reward : -fee,
        occurred_at: body.timestamp,
        booked_on: body.timestamp.slice(0, 10),
      });
    }
  }
  return [...postings.values()].sort((left, right) => (left.key < right.key ? -1 : 1));
}

function balancesFor(postings: StoredPosting[]): Map<string, number> {
  const balances = new Map<string, number>();
  for (const { user_id, amount } of postings) {
    balances.set(user_id, (balances.get(user_id) ?? 0) + amount);
  }
  return balances;
}

// The end of each history verifies the whole books.
const historiesPerLedger = 40;

describe('Any history of tasks, delivered in any order any number of times', () => {
  let ledger: Ledger;
  let histories = 0;
  let concurrentSteps = 0;
  const variety = () => ({ concurrentSteps });

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  async function startAfresh(): Promise<void> {
    await ledger.stop();
    ledger = await Ledger.start();
  }

  async function holdsExactly(
    { taskIds, userIds }: Happened,
    delivered: readonly TaskEvent[],
  ): Promise<void> {
    const expected = postingsFor(delivered);
    const [postings, balances] = await Promise.all([ledger.postingsOf(taskIds), ledger.balancesOf(userIds)]);
    expect(postings).toEqual(expected);
    expect(balances).toEqual(balancesFor(expected));
  }

  async function descriptionsAreStale({ taskIds }: Happened): Promise<void> {
    const rows = await ledger.database.query<{ id: string; is_stale: boolean }>(
      `select id, is_stale from task where id = any($1::uuid[])`,
      [taskIds],
    );
    expect(rows.map(({ id }) => id).sort()).toEqual([...taskIds].sort());
    expect(rows.every(({ is_stale }) => is_stale)).toBe(true);
  }

  async function play(one: History): Promise<number> {
    histories += 1;
    if (histories % historiesPerLedger === 0) {
      await startAfresh();
    }
    const happened = eventsOf(one);
    const delivered: TaskEvent[] = [];
    let steps = 0;
    for (const step of stepsOf(
      cutInto(deliveriesOf(happened.events, one.order), one.batchSizes),
      one.isTogether,
    )) {
      concurrentSteps += step.length > 1 ? 1 : 0;
      await Promise.all(step.map((batch) => ledger.deliver(batch)));
      delivered.push(...step.flat());
      steps += 1;
      if (steps === one.comparedAfter) {
        await holdsExactly(happened, delivered);
      }
    }
    await holdsExactly(happened, happened.events);
    await descriptionsAreStale(happened);
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
    return delivered.length;
  }

  it(
    'ends in the same ledger as in plain code, also in between, with two consumers at times',
    async () => {
      await playHistories({ about: 'ledger', inTest: 150, share: 0.45, history, play, startAfresh, variety });
    },
    playingMilliseconds,
  );
});
