// @ts-check
// What runs on a data folder, noted in it: so that it is used once at a time, and that a run after one which was killed
// ends what that left behind.
import fs from 'node:fs';
import path from 'node:path';
import { endProcess, isProcess } from './processes.mjs';
import { progress, Refusal } from './progress.mjs';
import { stopMilliseconds } from './service.mjs';

/** @typedef {{ pid: number, services: { name: string, pid: number, program: string }[] }} Running */

const words = path.join('tools', 'run.mjs');

/**
 * @param {string} file
 * @returns {Running | undefined}
 */
function readRunning(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The data folder as this run holds it. */
export class DataFolder {
  /** @param {string} folder */
  constructor(folder) {
    this.file = path.join(folder, 'running.json');
  }

  /** Takes the folder; refuses when a run that lives has it. Services of a run that was killed are stopped. */
  async take() {
    const earlier = readRunning(this.file);
    if (earlier && earlier.pid !== process.pid && isProcess(earlier.pid, words)) {
      throw new Refusal(
        `npm start is already running on ${path.dirname(this.file)} (process ${earlier.pid}). Stop it, or choose another folder by ATES_DATA_DIR and other ports by ATES_PORT.`,
      );
    }
    await Promise.all((earlier?.services ?? []).map(endOrphan));
    this.note([]);
  }

  /**
   * Notes the services that run now.
   * @param {import('./service.mjs').Service[]} services
   */
  note(services) {
    /** @type {Running} */
    const running = {
      pid: process.pid,
      services: services.map(({ name, pid = 0, program }) => ({ name, pid, program })),
    };
    fs.writeFileSync(this.file, JSON.stringify(running), { mode: 0o600 });
  }

  release() {
    fs.rmSync(this.file, { force: true });
  }
}

/**
 * Makes a data folder for one run, or empties it of an earlier run. Throws a Refusal while that run is still alive.
 * @param {string} folder
 */
export async function emptyDataFolder(folder) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
  await new DataFolder(folder).take();
  for (const name of fs.readdirSync(folder)) {
    fs.rmSync(path.join(folder, name), { recursive: true });
  }
  return folder;
}

/** @param {Running['services'][number]} service */
async function endOrphan({ name, pid, program }) {
  if (isProcess(pid, program)) {
    progress(`stopping ${name}, which a run that was killed left behind`);
    await endProcess({ pid, words: program, signal: 'SIGTERM', patience: stopMilliseconds });
  }
}
