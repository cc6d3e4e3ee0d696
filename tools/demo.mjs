// @ts-check
// Plays a whole day and prints what everybody earned.
//   npm run demo                                     on a system of its own, whose day ends a minute later
//   ATES_URL=http://localhost:4300 npm run demo      on a running one, whose day goes on; ATES_DEMO_PASSWORD where its
//                                                    demo people have another password
import path from 'node:path';
import { DemoDay, say } from './demo-day.mjs';
import { playEvening } from './demo-evening.mjs';
import { freePorts } from './ports.mjs';
import { Refusal } from './progress.mjs';
import { emptyDataFolder } from './running.mjs';
import { withSystem } from './system.mjs';

const minuteMilliseconds = 60_000;
/** The longest that starting the services and playing the day should take. */
const playMilliseconds = 45_000;

/**
 * @param {string} root
 * @returns {Promise<number>} the exit code
 */
export function run(root) {
  const running = process.env['ATES_URL'];
  return running ? playOnRunning(running.replace(/\/$/, '')) : playOnOwn(root);
}

/**
 * The books of a running system are a company's: its day is neither ended nor waited for.
 * @param {string} origin
 */
async function playOnRunning(origin) {
  if (!(await isRunning(origin))) {
    throw new Refusal(
      `Nothing answers at ${origin}. Start the system with npm start, or leave out ATES_URL.`,
    );
  }
  const day = await playDay(origin);
  return (await day.verify()) ? 0 : 1;
}

/** @param {string} origin */
async function isRunning(origin) {
  try {
    const response = await fetch(`${origin}/api/tasks/health/ready`);
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * With real clocks: its days end at the next full minute that leaves time to play.
 * @param {string} root
 */
async function playOnOwn(root) {
  const data = await emptyDataFolder(path.join(root, '.data', 'demo'));
  let dayEnd = new Date();
  // Asked for as late as can be: what was built and started until then has taken what it takes.
  const environment = () => {
    dayEnd = nextFullMinute(Date.now() + playMilliseconds);
    return environmentOf(dayEnd);
  };
  const options = { root, data, port: await freePorts(4), environment };
  const isRight = await withSystem(options, async ({ origin, mail }, signal) => {
    const day = await playDay(origin);
    requireBefore(dayEnd);
    await playEvening(day, { dayEnd, mail, signal });
    return day.verify();
  });
  return isRight ? 0 : 1;
}

/** @param {number} instant */
const nextFullMinute = (instant) => new Date(Math.ceil(instant / minuteMilliseconds) * minuteMilliseconds);

/** @param {Date} dayEnd */
function requireBefore(dayEnd) {
  if (Date.now() > dayEnd.getTime()) {
    throw new Refusal(
      `This machine is so busy that the day was over (${dayEnd.toISOString()}) before it was played. Try again.`,
    );
  }
}

/** @param {Date} dayEnd */
const environmentOf = (dayEnd) => ({
  BUSINESS_TIME_ZONE: 'UTC',
  DAY_ENDS_AT: dayEnd.toISOString().slice(11, 16),
  CLOSE_DAYS: 'automatically',
  CLOSE_DELAY_SECONDS: '1',
  // Nobody is to get mail of a demo.
  SMTP_URL: '',
});

/** @param {string} origin */
async function playDay(origin) {
  say(`A day at ${origin}`);
  const day = await DemoDay.begin(origin);
  await day.createTasks();
  await day.completeTasks((index) => index % 3 === 0);
  await day.reassign();
  await day.completeTasks((index) => index % 3 !== 2);
  await day.printBalances();
  return day;
}
