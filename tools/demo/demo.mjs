// @ts-check
// Plays a whole working day and prints what everyone earned.
//   npm run demo                                     on a separate system whose day ends a minute later
//   ATES_URL=http://localhost:4300 npm run demo      on a running system, whose day stays open
// Set ATES_DEMO_PASSWORD if the demo accounts of that system have another password.
import path from 'node:path';
import { DemoDay, say } from './day.mjs';
import { playEvening } from './evening.mjs';
import { freePorts } from '../processes/ports.mjs';
import { Refusal } from '../terminal/progress.mjs';
import { emptyDataFolder } from '../servers/data-folder.mjs';
import { withSystem } from '../run/system.mjs';

const minuteMilliseconds = 60_000;
/** Time reserved for starting the services and playing the day. */
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
 * Plays on a running system. Its books may be a company's, so this neither ends its day nor waits for the end.
 * @param {string} origin
 */
async function playOnRunning(origin) {
  if (!(await isRunning(origin))) {
    throw new Refusal(`No system is running at ${origin}. Start it with npm start, or unset ATES_URL.`);
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
 * Plays on a separate system with real clocks. Its day ends at the next full minute that leaves enough time.
 * @param {string} root
 */
async function playOnOwn(root) {
  const data = await emptyDataFolder(path.join(root, '.data', 'demo'));
  let dayEnd = new Date();
  // Evaluated as late as possible, so that building and starting do not use up the day.
  const environment = () => {
    dayEnd = nextFullMinute(Date.now() + playMilliseconds);
    return environmentOf(dayEnd);
  };
  const options = { root, data, port: await freePorts(4), environment };
  const isRight = await withSystem(options, async ({ origin, mail }, signal) => {
    const day = await playDay(origin);
    await day.turnOnDigest();
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
      `This machine is too busy: the day ended (${dayEnd.toISOString()}) before the demo was finished. Try again.`,
    );
  }
}

/** @param {Date} dayEnd */
const environmentOf = (dayEnd) => ({
  BUSINESS_TIME_ZONE: 'UTC',
  DAY_ENDS_AT: dayEnd.toISOString().slice(11, 16),
  CLOSE_DAYS: 'automatically',
  CLOSE_DELAY_SECONDS: '1',
  // The demo must not send real mail.
  SMTP_URL: '',
});

/** @param {string} origin */
async function playDay(origin) {
  say(`A working day at ${origin}`);
  const day = await DemoDay.begin(origin);
  await day.createTasks();
  await day.completeTasks((index) => index % 3 === 0);
  await day.reassign();
  await day.completeTasks((index) => index % 3 !== 2);
  await day.printBalances();
  return day;
}
