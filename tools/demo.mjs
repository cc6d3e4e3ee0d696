// @ts-check
// Plays a small day against a running system and prints what everybody earned.
//   npm run demo                        against http://localhost:4300
//   ATES_URL=https://ates.example npm run demo
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from './progress.mjs';
import { signIn } from './sign-in.mjs';

const origin = (process.env['ATES_URL'] ?? `http://localhost:${process.env['ATES_PORT'] ?? 4300}`).replace(
  /\/$/,
  '',
);
const password = process.env['ATES_DEMO_PASSWORD'] ?? 'popug-4300';
const employees = ['polly', 'kesha', 'coco', 'jacquot', 'chatot'].map((name) => `${name}@ates.local`);
const accountant = 'accountant@ates.local';

const chores = [
  'Fix the perch in the meeting room',
  'Fill the millet bowl',
  'Teach the new hatchling to say "deadline"',
  'Polish the mirror',
  'Count the sunflower seeds',
  'Water the palm tree',
  'Answer the cat (politely)',
  'Hang up the bell again',
  'Clean the cage of the printer',
  'Practise the company anthem',
];

/**
 * @typedef {{ uuid: string, description: string, status: string, assigned_to: { uuid: string, name: string | null } }} Task
 * @typedef {{ occurred_at: string, kind: string, amount: number, task: { uuid: string, description: string | null } | null }} Line
 */

/** A person who is signed in, and what they can ask. */
class Person {
  /**
   * @param {string} email
   * @param {string} token
   */
  constructor(email, token) {
    this.email = email;
    this.token = token;
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    /** @type {string} */
    this.uuid = payload.sub;
  }

  /** @param {string} email */
  static async signedIn(email) {
    const redirectUri = `${origin}/callback`;
    const tokens = await signIn({ issuer: `${origin}/api/auth/oidc`, redirectUri, email, password });
    return new Person(email, tokens.access_token);
  }

  /**
   * @template Body
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<Body>}
   */
  async ask(method, path, body) {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return /** @type {Promise<Body>} */ (response.json());
  }
}

/** @param {string} text */
const say = (text) => console.log(text);

/** @param {number} minorUnits */
const money = (minorUnits) => (minorUnits / 100).toFixed(2);

async function isRunning() {
  try {
    const response = await fetch(`${origin}/api/tasks/health/ready`);
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Creates a task; right after the first start Tasks may still be getting to know the people.
 * @param {Person} author
 * @param {string} description
 * @returns {Promise<Task>}
 */
async function createTask(author, description) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await author.ask('POST', '/api/tasks/tasks', { description });
    } catch (error) {
      const isTooEarly = error instanceof Error && error.message.includes('no-eligible-performer');
      if (!isTooEarly || Date.now() > deadline) {
        throw error;
      }
      await delay(200);
    }
  }
}

/**
 * Waits until the audit logs of all hold what this day did.
 * @param {Map<string, Person>} people by id
 * @param {Task[]} tasks
 * @param {Set<string>} completed ids of tasks
 */
async function bookedLines(people, tasks, completed) {
  const wanted = tasks.length + completed.size;
  const deadline = Date.now() + 60_000;
  for (;;) {
    const lines = await linesOf(people, new Set(tasks.map(({ uuid }) => uuid)));
    const booked = [...lines.values()].flat().length;
    if (booked >= wanted) {
      return lines;
    }
    if (Date.now() > deadline) {
      throw new Error(`only ${booked} of ${wanted} lines were booked within a minute`);
    }
    await delay(100);
  }
}

/**
 * @param {Map<string, Person>} people
 * @param {Set<string>} tasks
 */
async function linesOf(people, tasks) {
  /** @type {Map<string, Line[]>} */
  const lines = new Map();
  for (const person of people.values()) {
    /** @type {{ items: Line[] }} */
    const log = await person.ask('GET', '/api/finance/accounting/audit-log?limit=200');
    lines.set(
      person.uuid,
      log.items.filter((line) => line.task && tasks.has(line.task.uuid)),
    );
  }
  return lines;
}

/**
 * @param {Map<string, Person>} people
 * @param {Map<string, Line[]>} lines
 */
async function printBalances(people, lines) {
  say('\nWho earned what today');
  const rows = [];
  for (const person of people.values()) {
    const own = lines.get(person.uuid) ?? [];
    const sumOf = (/** @type {string} */ kind) =>
      own.filter((line) => line.kind === kind).reduce((sum, line) => sum + line.amount, 0);
    /** @type {{ balance: number }} */
    const { balance } = await person.ask('GET', '/api/finance/accounting/balance');
    rows.push({
      person: person.email,
      'fees of this demo': money(sumOf('fee')),
      'rewards of this demo': money(sumOf('reward')),
      'balance now': money(balance),
    });
  }
  console.table(rows);
}

/** @param {Map<string, Line[]>} lines */
function printAuditLog(lines) {
  say('The last lines of the audit log');
  const rows = [...lines.values()]
    .flat()
    .sort((left, right) => (left.occurred_at < right.occurred_at ? 1 : -1))
    .slice(0, 10)
    .map((line) => ({
      when: line.occurred_at,
      what: line.kind,
      amount: money(line.amount),
      task: line.task?.description ?? '(not fetched yet)',
    }));
  console.table(rows);
}

/** @returns {Promise<number>} the exit code */
export async function run() {
  if (!(await isRunning())) {
    throw new Refusal(
      `Nothing answers at ${origin}. Start the system with npm start, or name another one by ATES_URL.`,
    );
  }
  say(`A small day at ${origin}`);
  /** @type {Map<string, Person>} */
  const people = new Map();
  for (const email of [...employees, accountant]) {
    const person = await Person.signedIn(email);
    people.set(person.uuid, person);
    say(`  ${email} signed in`);
  }
  const authors = [...people.values()];
  /** @type {Task[]} */
  const tasks = [];
  for (const [index, description] of chores.entries()) {
    const author = /** @type {Person} */ (authors[index % authors.length]);
    tasks.push(await createTask(author, description));
  }
  say(`  ${tasks.length} tasks created, each drawn to somebody`);
  /** @type {Set<string>} */
  const completed = new Set();
  for (const task of tasks.filter((_, index) => index % 3 !== 2)) {
    const performer = people.get(task.assigned_to.uuid);
    if (performer) {
      await performer.ask('PUT', `/api/tasks/tasks/${task.uuid}/complete`);
      completed.add(task.uuid);
    }
  }
  say(`  ${completed.size} of them completed by their performers`);
  const ours = tasks.filter((task) => people.has(task.assigned_to.uuid));
  const lines = await bookedLines(people, ours, completed);
  await printBalances(people, lines);
  printAuditLog(lines);
  const books = /** @type {Person} */ (authors.find(({ email }) => email === accountant));
  /** @type {{ sum: number, differences: unknown[] }} */
  const verification = await books.ask('GET', '/api/finance/accounting/verification');
  say(
    `The whole ledger sums to ${money(verification.sum)}; differences found: ${verification.differences.length}`,
  );
  return verification.sum === 0 && verification.differences.length === 0 ? 0 : 1;
}
