import { Logger } from '@nestjs/common';
import { BackgroundLoop } from './background-loop.js';

const hour = 3_600_000;

describe('A background loop', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  afterAll(() => {
    Logger.overrideLogger(['error', 'warn', 'log']);
  });

  /** A loop that notes each turn, and a promise for the nth turn. */
  const loopOf = (answers: (boolean | Error)[], idleMilliseconds: number) => {
    let turns = 0;
    const waiting = new Map<number, () => void>();
    const loop = new BackgroundLoop({
      name: 'test',
      idleMilliseconds,
      work: async () => {
        const answer = answers[turns] ?? false;
        turns += 1;
        waiting.get(turns)?.();
        if (answer instanceof Error) {
          throw answer;
        }
        return answer;
      },
    });
    const turn = (number: number) => new Promise<void>((resolve) => waiting.set(number, resolve));
    return { loop, turn, count: () => turns };
  };

  it('goes on at once while there is more', async () => {
    const { loop, turn } = loopOf([true, true, true, false], hour);
    const fourth = turn(4);
    loop.start();
    await fourth;
    await loop.stop();
  });

  it('waits when idle, until it is woken', async () => {
    const { loop, turn, count } = loopOf([false, false], hour);
    const [first, second] = [turn(1), turn(2)];
    loop.start();
    await first;
    expect(count()).toBe(1);
    await new Promise(setImmediate);
    loop.wake();
    await second;
    await loop.stop();
  });

  it('does not lose a wake that comes while it is looking', async () => {
    let turns = 0;
    let seen: () => void = () => undefined;
    const secondTurn = new Promise<void>((resolve) => {
      seen = resolve;
    });
    const loop = new BackgroundLoop({
      name: 'test',
      idleMilliseconds: hour,
      work: async () => {
        turns += 1;
        if (turns === 1) {
          loop.wake();
        } else {
          seen();
        }
        return false;
      },
    });
    loop.start();
    await secondTurn;
    await loop.stop();
  });

  it('goes on after a failure', async () => {
    const { loop, turn } = loopOf([new Error('first'), new Error('second'), false], hour);
    const third = turn(3);
    loop.start();
    await third;
    await loop.stop();
  });

  it('lets the work in hand finish when it is stopped', async () => {
    let release: () => void = () => undefined;
    let isDone = false;
    const loop = new BackgroundLoop({
      name: 'test',
      idleMilliseconds: hour,
      work: async () => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        isDone = true;
        return false;
      },
    });
    loop.start();
    const stopped = loop.stop();
    release();
    await stopped;
    expect(isDone).toBe(true);
  });
});
