// @ts-check
// What people do during the demo's day, through the public API only.
import { setTimeout as delay } from 'node:timers/promises';
import { Person } from './person.mjs';
import { demoPassword, demoPeople } from '../run/system.mjs';

const patienceMilliseconds = 60_000;
const pollMilliseconds = 200;

const chores = [
  '[POPUG-1] - Fix the perch in the meeting room',
  '[POPUG-2] - Fill the millet bowl',
  'Teach the new hatchling to say "deadline"',
  '[POPUG-4] - Polish the mirror',
  'Count the sunflower seeds',
  'Water the palm tree',
  'Answer the cat (politely)',
  '[POPUG-8] - Hang up the bell again',
  'Clean the cage of the printer',
  'Practise the company anthem',
];

/**
 * @typedef {{ uuid: string, title: string, status: string, assigned_to: { uuid: string } }} Task
 * @typedef {{ occurred_at: string, kind: string, amount: number, task: { uuid: string, title: string | null } | null }} Entry an entry of the audit log
 */

/** @param {string} text */
export const say = (text) => console.log(text);

/** @param {number} minorUnits */
export const money = (minorUnits) => (minorUnits / 100).toFixed(2);

/**
 * Polls until `look` returns something.
 * @template Answer
 * @param {string} what describes the awaited result, for the error message
 * @param {() => Promise<Answer | undefined>} look
 * @param {number} [patience] timeout in milliseconds
 * @returns {Promise<Answer>}
 */
export async function untilThereIs(what, look, patience = patienceMilliseconds) {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`timed out after ${patience / 1000} seconds waiting for ${what}`);
    }
    await delay(pollMilliseconds);
  }
}

/** The people of one day, and what they do. */
export class DemoDay {
  /** @type {Map<string, Person>} the performers by id */
  performers = new Map();
  /** @type {Task[]} */
  tasks = [];
  /** The number of postings that these actions cause. */
  assignments = 0;
  completions = 0;
  /**
   * The person who gets a digest of the day by mail.
   * @type {Person | undefined}
   */
  digestReader;
  /** The number of people with postings; known once the balances are printed. */
  peopleWithPostings = 0;

  /**
   * @param {Person} administrator
   * @param {Person} manager
   */
  constructor(administrator, manager) {
    this.administrator = administrator;
    this.manager = manager;
  }

  /** @param {string} origin */
  static async begin(origin) {
    const password = process.env['ATES_DEMO_PASSWORD'] ?? demoPassword;
    const signedIn = (/** @type {string} */ email) => Person.signedIn(origin, email, password);
    const day = new DemoDay(await signedIn('admin@ates.local'), await signedIn('manager@ates.local'));
    for (const [email = '', role = ''] of demoPeople) {
      if (['employee', 'accountant'].includes(role)) {
        const person = await signedIn(email);
        day.performers.set(person.uuid, person);
      }
    }
    say(`  ${demoPeople.length} people signed in`);
    return day;
  }

  /** Turns on the daily digest of the person who was given the first task. */
  async turnOnDigest() {
    const { uuid } = this.tasks[0]?.assigned_to ?? {};
    const person = this.performers.get(uuid ?? '');
    if (person) {
      await person.request('PUT', '/api/tasks/notifications/settings', { daily_digest: true });
      this.digestReader = person;
    }
  }

  async createTasks() {
    const authors = [...this.performers.values()];
    for (const [index, description] of chores.entries()) {
      const author = /** @type {Person} */ (authors[index % authors.length]);
      this.tasks.push(await this.createTask(author, description));
    }
    this.assignments += this.tasks.length;
    say(`  ${this.tasks.length} tasks created, each assigned to a random person`);
  }

  /**
   * Retries, since Tasks may not know the people yet right after the first start.
   * @param {Person} author
   * @param {string} description
   * @returns {Promise<Task>}
   */
  createTask(author, description) {
    return untilThereIs('an eligible performer', async () => {
      try {
        return await author.request('POST', '/api/tasks/tasks', { description });
      } catch (error) {
        const isTooEarly = error instanceof Error && error.message.includes('no-eligible-performer');
        if (!isTooEarly) {
          throw error;
        }
        return undefined;
      }
    });
  }

  /**
   * Completes some of the open tasks, each by its performer.
   * @param {(index: number) => boolean} isChosen
   */
  async completeTasks(isChosen) {
    const open = this.tasks.filter(({ status }) => status !== 'completed');
    const chosen = open.filter((_, index) => isChosen(index));
    let completed = 0;
    for (const task of chosen) {
      const performer = this.performers.get(task.assigned_to.uuid);
      if (performer) {
        await performer.request('PUT', `/api/tasks/tasks/${task.uuid}/complete`);
        completed += 1;
      }
    }
    this.completions += completed;
    say(`  ${completed} of them completed by their performers`);
    await this.readTasks();
  }

  /** Reassigns all open tasks as the manager; each assignment is charged. */
  async reassign() {
    /** @type {{ id: string }} */
    const { id } = await this.manager.request('PUT', '/api/tasks/tasks/reassign');
    const run = await untilThereIs('the reassignment to complete', async () => {
      /** @type {{ state: string, done: number }} */
      const found = await this.manager.request('GET', `/api/tasks/tasks/reassignments/${id}`);
      return found.state === 'completed' ? found : undefined;
    });
    this.assignments += run.done;
    say(`  ${run.done} open tasks reassigned by the manager`);
    await this.readTasks();
  }

  async readTasks() {
    this.tasks = await Promise.all(
      this.tasks.map((task) => this.manager.request('GET', `/api/tasks/tasks/${task.uuid}`)),
    );
  }

  /** Waits until Finance has booked everything, and prints the balances. */
  async printBalances() {
    const wanted = this.assignments + this.completions;
    const entries = await untilThereIs(`${wanted} entries in the audit log`, async () => {
      const found = await this.auditLogs();
      return [...found.values()].flat().length >= wanted ? found : undefined;
    });
    this.peopleWithPostings = [...entries.values()].filter((own) => own.length > 0).length;
    say('\nBalances before the day ends');
    const rows = [];
    for (const person of this.performers.values()) {
      rows.push(await this.rowOf(person, entries.get(person.uuid) ?? []));
    }
    console.table(rows);
    this.printLatest([...entries.values()].flat());
  }

  /** The audit log entries of this day's tasks, by person. */
  async auditLogs() {
    const ours = new Set(this.tasks.map(({ uuid }) => uuid));
    /** @type {Map<string, Entry[]>} */
    const entries = new Map();
    for (const person of this.performers.values()) {
      /** @type {{ items: Entry[] }} */
      const log = await person.request('GET', '/api/finance/accounting/audit-log?limit=200');
      entries.set(
        person.uuid,
        log.items.filter((entry) => entry.task && ours.has(entry.task.uuid)),
      );
    }
    return entries;
  }

  /**
   * @param {Person} person
   * @param {Entry[]} entries
   */
  async rowOf(person, entries) {
    const sumOf = (/** @type {string} */ kind) =>
      entries.filter((entry) => entry.kind === kind).reduce((sum, entry) => sum + entry.amount, 0);
    /** @type {{ balance: number }} */
    const { balance } = await person.request('GET', '/api/finance/accounting/balance');
    return {
      person: person.email,
      fees: money(sumOf('fee')),
      rewards: money(sumOf('reward')),
      balance: money(balance),
    };
  }

  /** @param {Entry[]} entries */
  printLatest(entries) {
    say('Latest audit log entries');
    const rows = entries
      .sort((left, right) => (left.occurred_at < right.occurred_at ? 1 : -1))
      .slice(0, 8)
      .map((entry) => ({
        when: entry.occurred_at,
        what: entry.kind,
        amount: money(entry.amount),
        task: entry.task?.title ?? '(not fetched yet)',
      }));
    console.table(rows);
  }

  /** The name to print for a person. @param {string} uuid */
  nameOf(uuid) {
    return this.performers.get(uuid)?.email ?? uuid;
  }

  /** Has Finance recompute every balance. Returns true when the books are correct. */
  async verify() {
    /** @type {{ sum: number, differences: unknown[] }} */
    const { sum, differences } = await this.administrator.request(
      'GET',
      '/api/finance/accounting/verification',
    );
    say(`\nLedger verified: it sums to ${money(sum)}, with ${differences.length} differences`);
    return sum === 0 && differences.length === 0;
  }
}
