import pg from 'pg';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { plansByIndex } from '@ates/platform';
import { statementsOf, type SentStatement } from '../../../test/support/statement-count.js';
import { assigned, changed, changedV2, completed, Ledger, type TaskEvent } from './support/ledger.js';

const noon = '2026-05-04T12:00:00Z';
const many = 100;

/** What each transaction that posts begins and ends with. */
const frame = ['START TRANSACTION', 'lock table business_day', 'COMMIT'];

const isFrame = ({ text }: SentStatement): boolean => frame.some((beginning) => text.startsWith(beginning));

const newTaskEvents = (count: number): TaskEvent[] =>
  Array.from({ length: count }, () => uuidv7()).flatMap((task) => [
    changed(task, noon),
    changedV2(task, noon, { jira_id: null, title: 'Fix the perch' }),
    assigned(task, uuidv4(), noon),
  ]);

describe('Consuming a batch of task events', () => {
  let ledger: Ledger;
  let tasks: string[];
  let people: string[];

  beforeAll(async () => {
    ledger = await Ledger.start();
    tasks = Array.from({ length: many }, () => uuidv7());
    people = Array.from({ length: many }, () => uuidv4());
    await ledger.deliver(tasks.map((task, index) => assigned(task, people[index] ?? '', noon)));
  });

  afterAll(() => ledger.stop());

  /** New events of known tasks and known people. */
  const knownTaskEvents = (count: number): TaskEvent[] =>
    tasks.slice(0, count).map((task, index) => assigned(task, people[index] ?? '', noon));

  it.each([1, many])('takes five statements for %i events of known tasks', async (count) => {
    const sent = await statementsOf(() => ledger.deliver(knownTaskEvents(count)));
    expect(sent.map(({ text }) => text.split(/\s+/, 2).join(' '))).toEqual([
      'START TRANSACTION',
      'lock table',
      'select array(select',
      'with wanted',
      'COMMIT',
    ]);
  });

  it.each([1, many])('takes eight statements for the events of %i new tasks and people', async (count) => {
    expect(await statementsOf(() => ledger.deliver(newTaskEvents(count)))).toHaveLength(8);
  });

  it.each([1, many])('takes five statements to find that nothing of %i events is missing', async (count) => {
    const events = knownTaskEvents(count);
    await ledger.deliver(events);
    const sent = await statementsOf(() => ledger.compare(events));
    expect(sent).toHaveLength(5);
    expect(sent.some(({ text }) => text.includes('insert into'))).toBe(false);
  });

  it('parses none of its statements again', async () => {
    const events = [...newTaskEvents(1), completed(tasks[0] ?? '', people[0] ?? '', noon)];
    const sent = await statementsOf(async () => {
      await ledger.deliver(events);
      await ledger.deliver(events);
      await ledger.compare(events);
    });
    expect(sent.filter((statement) => !isFrame(statement) && !statement.isPrepared)).toEqual([]);
  });

  it('reads the ledger, accounts and tasks by index, also with a plan made while they were nearly empty', async () => {
    const events = newTaskEvents(1);
    const sent = await statementsOf(async () => {
      await ledger.deliver(events);
      await ledger.deliver(events);
      await ledger.compare(events);
    });
    const statements = new Set(sent.filter(({ isPrepared }) => isPrepared).map(({ text }) => text));
    const empty = await Ledger.start();
    try {
      for (const statement of statements) {
        const plan = await genericPlan(empty, statement);
        expect(plan).not.toMatch(/Seq Scan on (posting|account|task|outbox)/);
      }
    } finally {
      await empty.stop();
    }
  });
});

/** The plan that PostgreSQL keeps for a prepared statement in a transaction that posts. */
async function genericPlan({ database }: Ledger, statement: string): Promise<string> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(`begin; ${plansByIndex}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${statement}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.end();
  }
}
