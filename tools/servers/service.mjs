// @ts-check
import path from 'node:path';
import { endChild, lastLines, startServer } from '../processes/child-processes.mjs';
import { untilReady } from '../processes/readiness.mjs';

const probeMilliseconds = 2000;

/** How long a service may take to finish its work in progress. */
export const stopMilliseconds = 10_000;

/**
 * One service as a child process: starts it, waits for its readiness, stops it.
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
   * @param {() => void} options.spawned called for each new process
   * @param {number} [options.patience] how long a start may make no progress, in milliseconds
   */
  constructor(options) {
    this.spawned = options.spawned;
    this.patience = options.patience;
    this.name = options.name;
    this.url = `http://127.0.0.1:${options.port}`;
    this.log = path.join(options.logs, `${options.name}.log`);
    this.program = path.join(options.root, `dist/apps/${options.name}/src/main.js`);
    this.environment = { ...options.environment, PORT: String(options.port) };
  }

  /**
   * Starts the service. Resolves when it is ready.
   * @param {AbortSignal} signal stops waiting
   * @throws {import('../terminal/progress.mjs').Refusal} when it exits or makes no progress; then its process has ended
   */
  async start(signal) {
    const child = await this.#spawn();
    const { name, log, patience } = this;
    try {
      await untilReady(
        { name, child, log, logSize: this.#logSize, probe: () => this.#probe(), patience },
        signal,
      );
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #spawn() {
    // Disables colours in the log file. Removes FORCE_COLOR, since Node warns when it contradicts NO_COLOR.
    const { FORCE_COLOR: _ignored, ...inherited } = process.env;
    const { child, logSize } = await startServer(process.execPath, ['--enable-source-maps', this.program], {
      log: this.log,
      env: { ...inherited, NO_COLOR: '1', ...this.environment },
    });
    this.#child = child;
    this.#logSize = logSize;
    this.#ended = new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)),
    );
    this.spawned();
    return child;
  }

  /** Why it is not ready; undefined when it is. */
  async #probe() {
    try {
      const response = await fetch(`${this.url}/health/ready`, {
        signal: AbortSignal.timeout(probeMilliseconds),
      });
      return response.ok ? undefined : `it answers with status ${response.status}`;
    } catch {
      return "it doesn't answer";
    }
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Resolves with the exit code or signal when the current process has exited. */
  ended() {
    return this.#ended;
  }

  /** The last lines of this process's output. */
  lastOutput() {
    return lastLines(this.log, this.#logSize);
  }

  /** Lets it finish its work in progress; kills it when that takes too long. */
  async stop() {
    if (this.#child) {
      await endChild(this.#child, 'SIGTERM', { patience: stopMilliseconds });
    }
  }
}
