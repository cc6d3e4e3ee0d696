// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines, openLog } from './logs.mjs';
import { Refusal } from './progress.mjs';

const patienceMilliseconds = 60_000;
const askMilliseconds = 2000;

/** How long a service may take to finish what it has in hand. */
export const stopMilliseconds = 10_000;

/**
 * One service as a child process: started, asked whether it is ready, stopped.
 */
export class Service {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  /** @type {Promise<string>} */
  #ended = Promise.resolve('not started');
  #logSize = 0;

  /**
   * @param {object} options
   * @param {string} options.root
   * @param {string} options.name
   * @param {number} options.port
   * @param {Record<string, string>} options.environment
   * @param {string} options.logs folder of the log files
   * @param {() => void} options.spawned told each time it has a process
   */
  constructor(options) {
    this.spawned = options.spawned;
    this.name = options.name;
    this.url = `http://127.0.0.1:${options.port}`;
    this.log = path.join(options.logs, `${options.name}.log`);
    this.program = path.join(options.root, `dist/apps/${options.name}/src/main.js`);
    this.environment = { ...options.environment, PORT: String(options.port) };
  }

  /**
   * Starts it; resolves when it is ready, throws with its last words when it ends before.
   * @param {AbortSignal} signal gives up waiting
   */
  async start(signal) {
    await this.#spawn();
    const deadline = Date.now() + patienceMilliseconds;
    while (!(await this.#isReady())) {
      signal.throwIfAborted();
      if (!this.#isRunning() || Date.now() > deadline) {
        throw new Refusal(`${this.name} did not start. What it said (${this.log}):\n${this.lastWords()}`);
      }
      await delay(50);
    }
  }

  async #spawn() {
    const { file, size } = openLog(this.log);
    const child = spawn(process.execPath, ['--enable-source-maps', this.program], {
      // Written to a file: colours would be noise there.
      env: { ...process.env, NO_COLOR: '1', ...this.environment },
      stdio: ['ignore', file, file],
      // A group of its own, so that Ctrl+C reaches us and we stop things in our order.
      detached: true,
    });
    fs.closeSync(file);
    this.#child = child;
    this.#logSize = size;
    this.#ended = new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)),
    );
    await once(child, 'spawn');
    this.spawned();
  }

  async #isReady() {
    try {
      const response = await fetch(`${this.url}/health/ready`, {
        signal: AbortSignal.timeout(askMilliseconds),
      });
      return response.ok;
    } catch {
      return false;
    }
  }

  #isRunning() {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Resolves, with how, when the process that runs now ended. */
  ended() {
    return this.#ended;
  }

  /** The last lines that this process wrote. */
  lastWords() {
    return lastLines(this.log, this.#logSize);
  }

  /** Lets it finish what it has in hand; ends it when that takes too long. */
  async stop() {
    if (!this.#isRunning()) {
      return;
    }
    this.#child?.kill('SIGTERM');
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), stopMilliseconds);
    await this.#ended;
    clearTimeout(timer);
  }
}
