// @ts-check
// Waits for a starting server for as long as it makes progress.
import fs from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, lastLines } from './child-processes.mjs';
import { cpuSeconds } from './processes.mjs';
import { Refusal } from '../terminal/progress.mjs';

/** How long a starting server may show no sign of progress. */
export const patienceMilliseconds = 60_000;

const quickMilliseconds = 5000;
const quickPauseMilliseconds = 25;
const pauseMilliseconds = 250;
const sampleMilliseconds = 1000;
/** More than a server uses just for answering our probes. */
const busyCpuSeconds = 0.5;

/**
 * @typedef {object} StartingServer
 * @property {string} name for messages
 * @property {import('node:child_process').ChildProcess} child
 * @property {string} log the file that holds its output
 * @property {number} logSize byte offset at which the output of this process starts
 * @property {() => Promise<string | undefined>} probe resolves with undefined once the server is ready, and with its
 *   answer until then; a changed answer counts as progress
 * @property {number} [patience] in milliseconds
 */

/**
 * Resolves when the server is ready. New log output, CPU time and a changed answer to the probe count as progress.
 * @param {StartingServer} server
 * @param {AbortSignal} [signal] stops waiting and throws its reason
 * @throws {Refusal} with the last lines of the server's log, when it exits or makes no progress for too long
 */
export async function untilReady(server, signal) {
  const { name, child, probe, patience = patienceMilliseconds } = server;
  const startedAt = Date.now();
  const signs = new SignsOfProgress(server);
  for (;;) {
    signal?.throwIfAborted();
    const answer = await probe();
    if (answer === undefined) {
      return;
    }
    if (!isRunning(child)) {
      const how = child.signalCode ?? `exit code ${child.exitCode}`;
      throw new Refusal(`${name} exited before it was ready (${how}). ${lastOutput(server)}`);
    }
    if (signs.millisecondsSinceLast(answer) > patience) {
      const total = Math.round((Date.now() - startedAt) / 1000);
      throw new Refusal(
        `Timed out: ${name} is not ready after ${total} s and has made no progress for ${patience / 1000} s (${answer}). ${lastOutput(server)}`,
      );
    }
    await delay(Date.now() - startedAt < quickMilliseconds ? quickPauseMilliseconds : pauseMilliseconds);
  }
}

/** @param {StartingServer} server */
function lastOutput({ log, logSize }) {
  const lines = lastLines(log, logSize);
  return lines === '' ? `It logged nothing to ${log}.` : `Last lines of ${log}:\n${lines}`;
}

/**
 * True when a server on this machine answers a greeting within half a second.
 * @param {number} port
 * @param {string} greeting in Latin-1
 * @param {(answer: Buffer) => boolean} isExpected
 * @returns {Promise<boolean>}
 */
export const answersGreeting = (port, greeting, isExpected) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(greeting, 'latin1'));
    const resolveWith = (/** @type {boolean} */ isThere) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('data', (answer) => resolveWith(isExpected(answer)));
    socket.once('error', () => resolveWith(false));
    socket.setTimeout(500, () => resolveWith(false));
  });

class SignsOfProgress {
  #lastAt = Date.now();
  #sampledAt = 0;
  #answer = '';
  #cpuSeconds = 0;
  #logSize;

  /** @param {StartingServer} server */
  constructor(server) {
    this.server = server;
    this.#logSize = server.logSize;
  }

  /** @param {string} answer to the latest probe */
  millisecondsSinceLast(answer) {
    const now = Date.now();
    if (answer !== this.#answer || (now - this.#sampledAt > sampleMilliseconds && this.#hasWorked(now))) {
      this.#answer = answer;
      this.#lastAt = now;
    }
    return now - this.#lastAt;
  }

  /**
   * True when the server has logged something or used CPU time since the last sign of progress.
   * @param {number} now
   */
  #hasWorked(now) {
    this.#sampledAt = now;
    const logSize = fs.statSync(this.server.log).size;
    const cpu = cpuSeconds(this.server.child.pid ?? 0);
    const hasWorked = logSize !== this.#logSize || cpu - this.#cpuSeconds > busyCpuSeconds;
    if (hasWorked) {
      this.#logSize = logSize;
      this.#cpuSeconds = cpu;
    }
    return hasWorked;
  }
}
