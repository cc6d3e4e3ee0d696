import fc from 'fast-check';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
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

const runs = 220;

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

const people = 4;

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

/** How events are delivered: numbers to order them by, batch sizes, and whether the next two batches are concurrent. */
const course = fc.record({
  order: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
  sizes: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 10 }),
  isTogether: fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
});

interface History {
  userIds: string[];
  taskIds: string[];
  events: TaskEvent[];
}

/** The stories as events, with ids unique to this run: the ledger keeps everything between runs. */
function historyOf(stories: TaskStory[]): History {
  const userIds = Array.from({ length: people }, () => uuidv4());
  const taskIds = stories.map(() => uuidv7());
  const events = stories.flatMap((story, index) => eventsOf(story, taskIds[index] ?? '', userIds));
  return { userIds, taskIds, events };
}

function eventsOf(story: TaskStory, task: string, userIds: string[]): TaskEvent[] {
  let step = 0;
  const nextInstant = (): string => {
    const instant = new Date(story.startsAt.getTime() + step * story.pace * 60_000).toISOString();
    step += 1;
    return instant.replace('Z', `${String(story.microseconds).padStart(3, '0')}Z`);
  };
  const performers = story.performers.map((index) => userIds[index] ?? '');
  const last = performers.at(-1) ?? '';
  return [
    ...performers.map((performer) => assigned(task, performer, nextInstant())),
    ...Array.from({ length: story.changes }, () => changed(task, nextInstant())),
    ...(story.isCompleted ? [completed(task, last, nextInstant())] : []),
  ];
}

/** Every event at least twice, some three times, in an unrelated order. */
function deliveriesOf(events: TaskEvent[], order: number[]): TaskEvent[] {
  const several = [
    ...events,
    ...events,
    ...events.filter((_, index) => (order[index % order.length] ?? 0) % 3 === 0),
  ];
  const rankOf = (index: number): number => ((order[index % order.length] ?? 0) * (index + 7919)) % 104_729;
  return several
    .map((event, index) => ({ event, rank: rankOf(index) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ event }) => event);
}

function batchesOf(deliveries: TaskEvent[], sizes: number[]): TaskEvent[][] {
  const batches: TaskEvent[][] = [];
  let from = 0;
  while (from < deliveries.length) {
    const size = sizes[batches.length % sizes.length] ?? 1;
    batches.push(deliveries.slice(from, from + size));
    from += size;
  }
  return batches;
}

/** The batches that one consumer, or two concurrent ones, handle in each step. */
function stepsOf(batches: TaskEvent[][], isTogether: boolean[]): TaskEvent[][][] {
  const steps: TaskEvent[][][] = [];
  let from = 0;
  while (from < batches.length) {
    const consumers = isTogether[steps.length % isTogether.length] ? 2 : 1;
    steps.push(batches.slice(from, from + consumers));
    from += consumers;
  }
  return steps;
}

/** The postings that the ledger must hold after these events, computed from the events alone. */
function postingsFor(events: TaskEvent[]): StoredPosting[] {
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

// Each step verifies the whole books: with all histories in one ledger, that took half of the test's time.
const historiesPerLedger = 20;

describe('Any history of tasks, delivered in any order any number of times', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  /** Checks the invariants of the ledger, and that it holds exactly the postings of the delivered events. */
  async function holdsExactly(history: History, delivered: TaskEvent[]): Promise<void> {
    const expected = postingsFor(delivered);
    expect(await ledger.postingsOf(history.taskIds)).toEqual(expected);
    expect(await ledger.balancesOf(history.userIds)).toEqual(balancesFor(expected));
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  }

  async function descriptionsAreStale(history: History): Promise<void> {
    const rows = await ledger.database.query<{ id: string; is_stale: boolean; changed_at: string }>(
      `select id, is_stale, changed_at::text from task where id = any($1::uuid[])`,
      [history.taskIds],
    );
    expect(rows.map(({ id }) => id).sort()).toEqual([...history.taskIds].sort());
    expect(rows.every(({ is_stale }) => is_stale)).toBe(true);
  }

  it(`ends in the same ledger, valid after each step (${runs} histories, two consumers at times)`, async () => {
    let concurrentSteps = 0;
    let histories = 0;
    const property = fc.asyncProperty(
      fc.array(taskStory, { minLength: 1, maxLength: 6 }),
      course,
      async (stories, { order, sizes, isTogether }) => {
        histories += 1;
        if (histories % historiesPerLedger === 0) {
          await ledger.stop();
          ledger = await Ledger.start();
        }
        const history = historyOf(stories);
        const deliveries = deliveriesOf(history.events, order);
        const delivered: TaskEvent[] = [];
        for (const step of stepsOf(batchesOf(deliveries, sizes), isTogether)) {
          concurrentSteps += step.length > 1 ? 1 : 0;
          await Promise.all(step.map((batch) => ledger.deliver(batch)));
          delivered.push(...step.flat());
          await holdsExactly(history, delivered);
        }
        await holdsExactly(history, history.events);
        await descriptionsAreStale(history);
      },
    );
    // No shrinking: work a failed history left in progress would interfere with the smaller one.
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
    expect(concurrentSteps).toBeGreaterThan(runs / 2);
  }, 300_000);
});
