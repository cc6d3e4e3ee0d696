// @ts-check
// What happens in the day that the demo plays, as people do it: over the public API alone.
import { setTimeout as delay } from 'node:timers/promises';
import { Person } from './demo-person.mjs';
import { demoPassword, demoPeople } from './system.mjs';

const patienceMilliseconds = 60_000;
const lookMilliseconds = 200;

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
 * @typedef {{ occurred_at: string, kind: string, amount: number, task: { uuid: string, title: string | null } | null }} Line
 */

/** @param {string} text */
export const say = (text) => console.log(text);

/** @param {number} minorUnits */
export const money = (minorUnits) => (minorUnits / 100).toFixed(2);

/**
 * Asks again until there is an answer.
 * @template Answer
 * @param {string} what for the one who reads that it did not happen
 * @param {() => Promise<Answer | undefined>} look
 * @param {number} [patience] in milliseconds
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
      throw new Error(`${what}: not within ${patience / 1000} seconds`);
    }
    await delay(lookMilliseconds);
  }
}

/** The people of one day and what they do in it. */
export class DemoDay {
  /** @type {Map<string, Person>} who performs tasks, by id */
  performers = new Map();
  /** @type {Task[]} */
  tasks = [];
  /** How many postings came of what was done here. */
  assignments = 0;
  completions = 0;
  /** Who had anything booked, known once the balances were printed. */
  peopleWithLines = 0;

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

  async createTasks() {
    const authors = [...this.performers.values()];
    for (const [index, description] of chores.entries()) {
      const author = /** @type {Person} */ (authors[index % authors.length]);
      this.tasks.push(await this.createTask(author, description));
    }
    this.assignments += this.tasks.length;
    say(`  ${this.tasks.length} tasks created, each drawn to somebody`);
  }

  /**
   * Right after the first start Tasks may still be getting to know the people.
   * @param {Person} author
   * @param {string} description
   * @returns {Promise<Task>}
   */
  createTask(author, description) {
    return untilThereIs('somebody to draw', async () => {
      try {
        return await author.ask('POST', '/api/tasks/tasks', { description });
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
   * Completes some of what is open, each by its performer.
   * @param {(index: number) => boolean} isChosen
   */
  async completeTasks(isChosen) {
    const open = this.tasks.filter(({ status }) => status !== 'completed');
    const chosen = open.filter((_, index) => isChosen(index));
    let completed = 0;
    for (const task of chosen) {
      const performer = this.performers.get(task.assigned_to.uuid);
      if (performer) {
        await performer.ask('PUT', `/api/tasks/tasks/${task.uuid}/complete`);
        completed += 1;
      }
    }
    this.completions += completed;
    say(`  ${completed} of them completed by their performers`);
    await this.readTasks();
  }

  /** A manager draws everybody's open tasks anew; each is charged again. */
  async reassign() {
    /** @type {{ id: string }} */
    const { id } = await this.manager.ask('PUT', '/api/tasks/tasks/reassign');
    const run = await untilThereIs('the end of the reassignment', async () => {
      /** @type {{ state: string, done: number }} */
      const found = await this.manager.ask('GET', `/api/tasks/tasks/reassignments/${id}`);
      return found.state === 'completed' ? found : undefined;
    });
    this.assignments += run.done;
    say(`  ${run.done} open tasks reassigned by the manager`);
    await this.readTasks();
  }

  async readTasks() {
    this.tasks = await Promise.all(
      this.tasks.map((task) => this.manager.ask('GET', `/api/tasks/tasks/${task.uuid}`)),
    );
  }

  /** Waits until Finance has booked all that was done, and prints what everybody has. */
  async printBalances() {
    const wanted = this.assignments + this.completions;
    const lines = await untilThereIs(`${wanted} lines in the books`, async () => {
      const found = await this.linesOfAll();
      return [...found.values()].flat().length >= wanted ? found : undefined;
    });
    this.peopleWithLines = [...lines.values()].filter((own) => own.length > 0).length;
    say('\nWhat everybody has before the day ends');
    const rows = [];
    for (const person of this.performers.values()) {
      rows.push(await this.rowOf(person, lines.get(person.uuid) ?? []));
    }
    console.table(rows);
    this.printLines([...lines.values()].flat());
  }

  async linesOfAll() {
    const ours = new Set(this.tasks.map(({ uuid }) => uuid));
    /** @type {Map<string, Line[]>} */
    const lines = new Map();
    for (const person of this.performers.values()) {
      /** @type {{ items: Line[] }} */
      const log = await person.ask('GET', '/api/finance/accounting/audit-log?limit=200');
      lines.set(
        person.uuid,
        log.items.filter((line) => line.task && ours.has(line.task.uuid)),
      );
    }
    return lines;
  }

  /**
   * @param {Person} person
   * @param {Line[]} lines
   */
  async rowOf(person, lines) {
    const sumOf = (/** @type {string} */ kind) =>
      lines.filter((line) => line.kind === kind).reduce((sum, line) => sum + line.amount, 0);
    /** @type {{ balance: number }} */
    const { balance } = await person.ask('GET', '/api/finance/accounting/balance');
    return {
      person: person.email,
      fees: money(sumOf('fee')),
      rewards: money(sumOf('reward')),
      balance: money(balance),
    };
  }

  /** @param {Line[]} lines */
  printLines(lines) {
    say('The last lines of the audit log');
    const rows = lines
      .sort((left, right) => (left.occurred_at < right.occurred_at ? 1 : -1))
      .slice(0, 8)
      .map((line) => ({
        when: line.occurred_at,
        what: line.kind,
        amount: money(line.amount),
        task: line.task?.title ?? '(not fetched yet)',
      }));
    console.table(rows);
  }

  /** Who is who in what is printed. @param {string} uuid */
  nameOf(uuid) {
    return this.performers.get(uuid)?.email ?? uuid;
  }

  /** Recomputes every balance. Answers whether the books are right. */
  async verify() {
    /** @type {{ sum: number, differences: unknown[] }} */
    const { sum, differences } = await this.administrator.ask('GET', '/api/finance/accounting/verification');
    say(`\nThe whole ledger sums to ${money(sum)}; differences found: ${differences.length}`);
    return sum === 0 && differences.length === 0;
  }
}
