// @ts-check
// Waits for servers that start, however long it takes, as long as they make progress.
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from './logs.mjs';
import { cpuSeconds } from './processes.mjs';
import { Refusal } from './progress.mjs';

/** How long a server may start without a sign of progress. */
export const patienceMilliseconds = 60_000;

const quickMilliseconds = 5000;
const quickPauseMilliseconds = 25;
const pauseMilliseconds = 250;
const sampleMilliseconds = 1000;
/** More than a server uses that only answers our probes. */
const busyCpuSeconds = 0.5;

/**
 * @typedef {object} StartingServer
 * @property {string} name what people call it
 * @property {import('node:child_process').ChildProcess} child
 * @property {string} log the file that holds its output
 * @property {number} logSize where the output of this process begins in it, in bytes
 * @property {() => Promise<string | undefined>} probe resolves with nothing once the server is ready, until then with what
 *   it answered; another answer than before is progress
 * @property {number} [patience] in milliseconds
 */

/** @param {import('node:child_process').ChildProcess} child */
export const isRunning = (child) => child.exitCode === null && child.signalCode === null;

/** Thrown when a server ended before it was ready, or made no progress for too long. */
export class NotReady extends Refusal {}

/**
 * Resolves when the server is ready. A new line in its log, CPU time that it used and another answer to the probe are
 * progress.
 * @param {StartingServer} server
 * @param {AbortSignal} [signal] stops waiting, by throwing its reason
 * @throws {NotReady} with the server's last lines
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
      throw new NotReady(`${name} ended before it was ready (${how}). ${lastOutput(server)}`);
    }
    if (signs.millisecondsSinceLast(answer) > patience) {
      const total = Math.round((Date.now() - startedAt) / 1000);
      throw new NotReady(
        `Time ran out: ${name} is not ready after ${total} s and has made no progress for ${patience / 1000} s (${answer}). ${lastOutput(server)}`,
      );
    }
    await delay(Date.now() - startedAt < quickMilliseconds ? quickPauseMilliseconds : pauseMilliseconds);
  }
}

/** @param {StartingServer} server */
function lastOutput({ log, logSize }) {
  const lines = lastLines(log, logSize);
  return lines === '' ? `It logged nothing (${log}).` : `Its last lines, more in ${log}:\n${lines}`;
}

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
   * True when the server logged something or used CPU time since the last sign.
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
