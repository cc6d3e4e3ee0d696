import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '../../../test/support/database.js';
import { blocksRead } from '../../../test/support/changes.js';
import type { Person } from '../../../test/support/peers.js';
import {
  statementsDuring,
  transactionsWith,
  type SentStatement,
} from '../../../test/support/statement-count.js';
import { until } from '../../../test/support/until.js';
import { largestChunk } from '../src/reassignments/chunk-size.js';
import { nextInQueueSql, redrawNextSql } from '../src/reassignments/continue-reassignment.js';
import { insertTasks } from '../src/tasks/create-task.js';
import { countOfStranded, redrawIsDue } from '../src/tasks/stranded-tasks.js';
import { TasksService } from './support/tasks-service.js';

/** The beginnings of statements, which show what a hot path asks of the database; each is one round trip. */
const beginnings = (statements: readonly SentStatement[]): string[] =>
  statements.map(({ text }) => text.replaceAll(/\s+/g, ' ').split(' ').slice(0, 3).join(' '));

describe('What the hot paths of Tasks ask of the database', () => {
  let tasks: TasksService;
  let author: Person;
  let performer: Person;

  beforeAll(async () => {
    tasks = await TasksService.start();
    author = await tasks.person('manager');
    performer = await tasks.person('employee');
  });

  afterAll(() => tasks.stop());

  const [begin, commit] = ['START TRANSACTION', 'COMMIT'];
  const claim = 'insert into idempotency_key';
  const recordAnswer = 'update idempotency_key as';

  it.each([
    ['without a key', {}, [begin, 'with given as', commit]],
    [
      'with an Idempotency-Key',
      { 'idempotency-key': randomUUID() },
      [begin, claim, 'with given as', recordAnswer, commit],
    ],
  ])('creates, draws, records and publishes in one prepared statement, %s', async (_, headers, expected) => {
    const api = await tasks.as(author);
    const sent = await statementsDuring(() => api.post('/tasks', { description: 'Fix the perch' }, headers));
    const [transaction = [], ...others] = transactionsWith(sent, 'with given');
    expect(others).toEqual([]);
    expect(beginnings(transaction)).toEqual(expected);
    expect(transaction.slice(1, -1).every(({ isPrepared }) => isPrepared)).toBe(true);
  });

  it('completes and publishes in one prepared statement', async () => {
    const task = await tasks.task(author);
    const api = await tasks.as(performer);
    const sent = await statementsDuring(() => api.put(`/tasks/${task.uuid}/complete`));
    const [transaction = []] = transactionsWith(sent, 'with due');
    expect(beginnings(transaction)).toEqual([begin, 'with due as', commit]);
    expect(transaction[1]?.isPrepared).toBe(true);
  });

  it('redraws one task, counts, records and publishes that in one prepared statement', async () => {
    const task = await tasks.task(author);
    const api = await tasks.as(author);
    const sent = await statementsDuring(() => api.put(`/tasks/${task.uuid}/assign`));
    const [transaction = []] = transactionsWith(sent, 'with asked');
    expect(beginnings(transaction)).toEqual([begin, 'with asked as', 'insert into security_log', commit]);
    expect(transaction[1]?.isPrepared).toBe(true);
  });

  it.each([
    ['one task', (id: string) => `/tasks/${id}`],
    ['a page of tasks', () => '/tasks?limit=50'],
  ])('reads %s in one prepared statement, and its caller in another', async (_, pathOf) => {
    const { uuid } = await tasks.task(author);
    const api = await tasks.as(performer);
    await api.get(pathOf(uuid));
    const sent = await statementsDuring(() => api.get(pathOf(uuid)));
    const ofRequest = sent.filter(({ text }) => /^select (id, roles|task\.id)/.test(text));
    expect(beginnings(ofRequest)).toEqual(['select id, roles,', 'select task.id, json_build_object(']);
    expect(ofRequest.every(({ isPrepared }) => isPrepared)).toBe(true);
  });

  it('redraws a chunk of a reassignment in one statement after its fence', async () => {
    await tasks.openTasks(10, [performer]);
    const manager = await tasks.as(author);
    const sent = await statementsDuring(async () => {
      await manager.put('/tasks/reassign');
      await until('it is completed', async () => {
        const rows = await tasks.database.query(`select from reassignment where finished_at is null`);
        return rows.length === 0;
      });
    });
    const [transaction = [], ...others] = transactionsWith(sent, 'with running');
    expect(others).toEqual([]);
    expect(beginnings(transaction)).toEqual([begin, 'select from instance_lease', 'with running as', commit]);
  });
});

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('With 100,000 open tasks', () => {
  const openTasks = 100_000;
  let tasks: TasksService;

  beforeAll(async () => {
    tasks = await TasksService.start();
    const performers = await tasks.people(3, 'employee');
    await tasks.remove(await tasks.person('employee'));
    // Stops the loop that would process the reassignments of these tests.
    await tasks.close();
    await tasks.database.query(`alter table task disable trigger user`);
    await tasks.openTasks(openTasks, performers);
  });

  afterAll(() => tasks.stop());

  /** The nodes of a statement's plan after running it. */
  const nodesRun = async (database: TestDatabase, sql: string, parameters: unknown[]): Promise<Node[]> => {
    const [row] = await database.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `explain (analyze, format json) ${sql}`,
      parameters,
    );
    const plan = row?.['QUERY PLAN'][0]?.Plan;
    return plan ? nodesOf(plan) : [];
  };

  it.each([
    ['before the first statistics', async () => undefined],
    ['with up-to-date statistics', () => tasks.database.query('vacuum analyze')],
  ])('a chunk of a reassignment looks its tasks up in indexes, twice each, %s', async (_, prepare) => {
    await prepare();
    await tasks.database.query(
      `insert into reassignment (id, requested_by, requested_at, seed, started_at, progressed_at, total, last_task_id)
       select uuidv7(), uuidv7(), now(), 'seed', now(), now(), $1, (select id from task order by id desc limit 1)`,
      [openTasks],
    );
    const all = await nodesRun(tasks.database, redrawNextSql, [new Date(), largestChunk]);
    const nodes = all.filter(
      (node) => node['Relation Name'] === 'task' && node['Node Type'] !== 'ModifyTable',
    );
    expect(nodes.map((node) => node['Node Type'])).toEqual(['Index Scan', 'Index Scan']);
    const rows = nodes.reduce((sum, node) => sum + node['Actual Rows'] * node['Actual Loops'], 0);
    expect(rows).toBe(2 * largestChunk);
  });

  it('a draw for new tasks reads one number of each person drawn, however many there are', async () => {
    await tasks.database.query(
      `insert into cached_user (id, roles, is_known, changed_at)
       select uuidv7(), '{employee}', true, now() from generate_series(1, 5000)`,
    );
    const places = Array.from({ length: 16 }, (_, index) => index);
    const nodes = await nodesRun(tasks.database, insertTasks('1,2'), [
      places.map(() => randomUUID()),
      places.map(() => 'Fix the perch'),
      places.map(() => randomUUID()),
      places.map((place) => place / 16),
      new Date(),
      60,
    ]);
    const read = nodes.filter((node) => node['Relation Name'] === 'performer');
    expect(read.map((node) => node['Actual Rows'] * node['Actual Loops'])).toEqual([1, 16]);
  });

  it.each([
    ['stranded tasks', redrawIsDue],
    ['the number of stranded tasks', countOfStranded],
    ['reassignments', nextInQueueSql],
  ])('the look for %s reads only a few blocks', async (_, sql) => {
    expect(await blocksRead(tasks.database, sql)).toBeLessThan(30);
  });
});
