// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { settingsEnvironment } from './references/program.mjs';

/** A reference as a process of its own, as our services are. */
export class Reference {
  #lastId = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {any} ready
   */
  constructor(child, ready) {
    this.child = child;
    this.ready = ready;
    child.on('message', (/** @type {{ id: number, result?: unknown, error?: string }} */ message) => {
      const { id, result, error } = message;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) {
        waiting?.resolve(result);
      } else {
        waiting?.reject(new Error(error));
      }
    });
    child.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(`a reference ended with exit code ${code}`));
      }
    });
  }

  /**
   * Starts a program of references/. Resolves once it is ready.
   * @param {string} program
   * @param {object} settings
   */
  static async start(program, settings) {
    const file = path.resolve(import.meta.dirname, 'references', program);
    const child = fork(file, { env: { ...process.env, ...settingsEnvironment(settings) } });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`${program} ended with exit code ${code} before it was ready`);
    });
    const [{ ready }] = await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
    return new Reference(child, ready);
  }

  /**
   * Asks the program for some work, and resolves with its result.
   * @param {string} name
   * @param {unknown} [argument]
   * @returns {Promise<any>}
   */
  ask(name, argument) {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.child.send({ id, name, argument });
    });
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill();
      await ended;
    }
  }
}
