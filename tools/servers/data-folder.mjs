// @ts-check
// The folder with the data of a system, and what is running on it.
import fs from 'node:fs';
import path from 'node:path';
import { endProcess, isProcess } from '../processes/processes.mjs';
import { progress, Refusal } from '../terminal/progress.mjs';
import { stopMilliseconds } from './service.mjs';

/**
 * The folder where `npm start` keeps its data: ATES_DATA_DIR, or else .data in the project.
 * @param {string} root
 */
export const dataFolder = (root) => path.resolve(root, process.env['ATES_DATA_DIR'] ?? '.data');

/**
 * The file that holds the URL of Auth's database while the system runs, for the commands of Auth.
 * @param {string} root
 */
export const authDatabaseFile = (root) => path.join(dataFolder(root), 'auth-database-url');

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

/**
 * This run's claim on a data folder. Records what is running on it, so that only one run uses it at a time, and a run
 * after a killed one stops what that left behind.
 */
export class DataFolder {
  /** @param {string} folder */
  constructor(folder) {
    this.file = path.join(folder, 'running.json');
  }

  /** Claims the folder and stops the services of a killed run. Throws a Refusal when another run is using it. */
  async take() {
    const earlier = readRunning(this.file);
    if (earlier && earlier.pid !== process.pid && isProcess(earlier.pid, words)) {
      throw new Refusal(
        `npm start is already using ${path.dirname(this.file)} (process ${earlier.pid}). Stop it, or set ATES_DATA_DIR to another folder and ATES_PORT to other ports.`,
      );
    }
    await Promise.all((earlier?.services ?? []).map(endOrphan));
    this.note([]);
  }

  /**
   * Records the running services.
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
 * Creates a data folder for one run, or empties that of an earlier run. Throws a Refusal while that run is still alive.
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
    progress(`stopping ${name}, left over from a killed run`);
    await endProcess({ pid, words: program, signal: 'SIGTERM', patience: stopMilliseconds });
  }
}
