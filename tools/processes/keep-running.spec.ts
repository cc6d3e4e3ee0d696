import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { keepRunning } from './keep-running.mjs';

/** A process that runs until it is killed. */
class Sleeper {
  private child: ChildProcess | undefined;
  private exit: Promise<unknown> | undefined;
  starts = 0;
  readonly again: Promise<void>;
  private sayAgain: () => void = () => undefined;

  constructor() {
    this.again = new Promise((resolve) => {
      this.sayAgain = resolve;
    });
  }

  async start(): Promise<void> {
    this.child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    this.exit = once(this.child, 'exit');
    await once(this.child, 'spawn');
    this.starts += 1;
    if (this.starts > 1) {
      this.sayAgain();
    }
  }

  kill(): void {
    this.child?.kill('SIGKILL');
  }

  async ended(): Promise<string> {
    await this.exit;
    return 'SIGKILL';
  }
}

describe('keepRunning', () => {
  it('restarts a killed process, but not once everything is stopping', async () => {
    const sleeper = new Sleeper();
    const stopping = new AbortController();
    await sleeper.start();
    const kept = keepRunning(
      {
        name: 'sleeper',
        log: 'nowhere',
        lastOutput: () => 'good night',
        ended: () => sleeper.ended(),
        start: () => sleeper.start(),
      },
      stopping.signal,
    );
    sleeper.kill();
    await sleeper.again;

    stopping.abort();
    sleeper.kill();
    await kept;
    expect(sleeper.starts).toBe(2);
  });
});
