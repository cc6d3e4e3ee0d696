// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { progress, Refusal } from './progress.mjs';

const largestLog = 10_000_000;
const patienceMilliseconds = 60_000;
const stopMilliseconds = 10_000;
const longestPauseMilliseconds = 30_000;

/**
 * One service as a child process: started, watched, started again when it ends by itself, stopped.
 */
export class Service {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  #isStopping = false;
  #restarts = 0;

  /**
   * @param {object} options
   * @param {string} options.root
   * @param {string} options.name
   * @param {number} options.port
   * @param {Record<string, string>} options.environment
   * @param {string} options.logs folder of the log files
   */
  constructor(options) {
    this.options = options;
    this.logFile = path.join(options.logs, `${options.name}.log`);
  }

  get name() {
    return this.options.name;
  }

  get url() {
    return `http://127.0.0.1:${this.options.port}`;
  }

  /** Starts it; resolves when it is ready, throws with its last words when it ends before. */
  async start() {
    this.#spawn();
    await this.#ready();
  }

  #spawn() {
    const { root, name, environment } = this.options;
    const isTooLong = fs.existsSync(this.logFile) && fs.statSync(this.logFile).size > largestLog;
    const log = fs.openSync(this.logFile, isTooLong ? 'w' : 'a');
    this.#child = spawn(
      process.execPath,
      ['--enable-source-maps', path.join(root, `dist/apps/${name}/src/main.js`)],
      // A group of its own, so that Ctrl+C reaches us and we stop things in our order.
      { env: { ...process.env, ...environment }, stdio: ['ignore', log, log], detached: true },
    );
    fs.closeSync(log);
    this.#child.once('exit', (code, signal) => void this.#ended(code ?? signal));
  }

  async #ready() {
    const deadline = Date.now() + patienceMilliseconds;
    while (!(await this.#isReady())) {
      if (this.#child?.exitCode !== null || Date.now() > deadline) {
        throw new Refusal(
          `${this.name} did not start. Its last words (${this.logFile}):\n${this.#lastWords()}`,
        );
      }
      await delay(50);
    }
  }

  async #isReady() {
    try {
      const response = await fetch(`${this.url}/health/ready`);
      return response.ok;
    } catch {
      return false;
    }
  }

  #lastWords() {
    return fs.readFileSync(this.logFile, 'utf8').split('\n').slice(-30).join('\n');
  }

  /** Once it was ready, a service that ends by itself is started again, after growing pauses. */
  watch() {
    this.isWatched = true;
  }

  /** @param {number | string | null} how */
  async #ended(how) {
    if (this.#isStopping || !this.isWatched) {
      return;
    }
    this.#restarts += 1;
    const pause = Math.min(longestPauseMilliseconds, 500 * 2 ** (this.#restarts - 1));
    progress(`${this.name} ended (${how}); starting it again in ${pause} ms. Its log: ${this.logFile}`);
    await delay(pause);
    if (!this.#isStopping) {
      this.#spawn();
    }
  }

  /** Lets it finish what it has in hand; ends it when that takes too long. */
  async stop() {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMilliseconds);
    await ended;
    clearTimeout(timer);
  }
}
