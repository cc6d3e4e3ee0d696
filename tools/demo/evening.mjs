// @ts-check
// What the demo shows after its day has ended: the result, payouts, statements, a digest and analytics.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { money, say, untilThereIs } from './day.mjs';

/** @typedef {import('./day.mjs').DemoDay} DemoDay */

/**
 * @typedef {object} ClosedDay amounts are in minor units
 * @property {string} date
 * @property {number} postings
 * @property {number} fees
 * @property {number} rewards
 * @property {number} income
 * @property {number} paid_people
 * @property {number} paid
 * @property {number} people_in_the_red
 * @property {number} tasks_with_profit
 * @property {number} tasks_with_deficit
 * @property {string} hash
 */

/**
 * @param {DemoDay} day
 * @param {{ dayEnd: Date, mail: string, signal: AbortSignal }} options
 */
export async function playEvening(day, { dayEnd, mail, signal }) {
  const milliseconds = Math.max(0, dayEnd.getTime() - Date.now());
  const time = dayEnd.toISOString().slice(11, 16);
  say(
    `\nThe day ends at ${time} UTC, in ${Math.ceil(milliseconds / 1000)} seconds, and then closes automatically`,
  );
  await delay(milliseconds, undefined, { signal });
  const closed = await firstClosedDay(day);
  printDay(closed);
  await printPayouts(day, closed);
  await printStatements(day, closed, mail);
  await printDigest(day, closed, mail);
  await printAnalytics(day, closed);
}

/** @param {DemoDay} day */
const firstClosedDay = (day) =>
  untilThereIs('a closed day', async () => {
    /** @type {{ items: ClosedDay[] }} */
    const { items } = await day.administrator.request('GET', '/api/finance/accounting/days');
    return items[0];
  });

/** @param {ClosedDay} closed */
function printDay(closed) {
  say(`\n${closed.date} is closed (hash ${closed.hash.slice(0, 16)}...)`);
  console.table([
    {
      postings: closed.postings,
      fees: money(closed.fees),
      rewards: money(closed.rewards),
      income: money(closed.income),
      'paid out': money(closed.paid),
      'people paid': closed.paid_people,
      'people overdrawn': closed.people_in_the_red,
      'tasks with profit': closed.tasks_with_profit,
      'tasks with loss': closed.tasks_with_deficit,
    },
  ]);
}

/**
 * @param {DemoDay} day
 * @param {ClosedDay} closed
 */
async function printPayouts(day, { date }) {
  /** @type {{ items: { user: string, amount: number }[] }} */
  const { items } = await day.administrator.request(
    'GET',
    `/api/finance/accounting/payouts?from=${date}&to=${date}`,
  );
  say('Payouts: every positive balance is paid out, and starts the next day at zero');
  console.table(items.map(({ user, amount }) => ({ person: day.nameOf(user), paid: money(amount) })));
}

/**
 * @param {DemoDay} day
 * @param {ClosedDay} closed
 * @param {string} folder
 */
async function printStatements(day, { date }, folder) {
  // A person without postings gets no statement.
  const wanted = day.peopleWithPostings;
  const files = await untilThereIs(`${wanted} statements by mail`, async () => {
    const found = mailsIn(folder).filter((name) => name.startsWith(date));
    return found.length >= wanted ? found : undefined;
  });
  say(`Statements for ${date}, mailed to ${path.relative(process.cwd(), folder)}`);
  files.forEach((file) => sayMail(folder, file));
}

/**
 * @param {DemoDay} day
 * @param {ClosedDay} closed
 * @param {string} folder
 */
async function printDigest(day, { date }, folder) {
  if (day.digestReader) {
    const file = `digest.${date}.${day.digestReader.uuid}.eml`;
    await untilThereIs('a digest by mail', async () => mailsIn(folder).find((name) => name === file));
    say('One person turned on the daily digest of notifications');
    sayMail(folder, file);
  }
}

/**
 * @param {string} folder
 * @param {string} file
 */
function sayMail(folder, file) {
  const to = /^To: (.*)$/im.exec(fs.readFileSync(path.join(folder, file), 'utf8'))?.[1] ?? '';
  say(`  ${file}  to ${to.trim()}`);
}

/** @param {string} folder */
const mailsIn = (folder) =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder)
        .filter((name) => name.endsWith('.eml'))
        .sort()
    : [];

/**
 * @typedef {object} TopTask
 * @property {{ uuid: string, description: string | null, reward: number, performer: { uuid: string } }} task
 */

/**
 * @param {DemoDay} day
 * @param {ClosedDay} closed
 */
async function printAnalytics(day, { date }) {
  /**
   * @template Body
   * @param {string} address
   * @returns {Promise<Body>}
   */
  const get = (address) => day.administrator.request('GET', `/api/finance/analytics/${address}`);
  /** @type {{ income: number, days: { people_earned: number, people_in_the_red: number }[] }} */
  const company = await get(`company?from=${date}&to=${date}`);
  /** @type {{ items: { user: string, balance: number }[] }} */
  const workers = await get(`workers?date=${date}`);
  /** @type {{ items: TopTask[] }} */
  const topTasks = await get(`tasks?from=${date}&to=${date}&by=day`);
  const { people_earned, people_in_the_red } = company.days[0] ?? { people_earned: 0, people_in_the_red: 0 };
  say('\nAnalytics for administrators');
  say(
    `  the company earned ${money(company.income)}; ${people_earned} people earned, ${people_in_the_red} are overdrawn`,
  );
  for (const { user, balance } of workers.items) {
    say(`  overdrawn: ${day.nameOf(user)} with ${money(balance)}`);
  }
  for (const { task } of topTasks.items) {
    say(
      `  highest reward: ${task.description ?? task.uuid}, ${money(task.reward)} for ${day.nameOf(task.performer.uuid)}`,
    );
  }
}
