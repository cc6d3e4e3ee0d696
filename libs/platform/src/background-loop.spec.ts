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

  /** A loop that counts its turns, and a promise for the nth turn. */
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

  it('runs the next turn immediately while there is more work', async () => {
    const { loop, turn } = loopOf([true, true, true, false], hour);
    const fourth = turn(4);
    loop.start();
    await fourth;
    await loop.stop();
  });

  it('pauses when idle until it is woken', async () => {
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

  it('does not lose a wake during a turn', async () => {
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

  it('keeps running after failed turns', async () => {
    const { loop, turn } = loopOf([new Error('first'), new Error('second'), false], hour);
    const third = turn(3);
    loop.start();
    await third;
    await loop.stop();
  });

  it('finishes the current turn when it is stopped', async () => {
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

  describe('with a range of idle pauses', () => {
    /** A loop that records when each turn began, in milliseconds; `look` returns whether it found work. */
    const rangedLoop = (first: number, longest: number, look: (number: number) => boolean) => {
      const looks: number[] = [];
      const waiting = new Map<number, () => void>();
      const loop = new BackgroundLoop({
        name: 'test',
        idleMilliseconds: { first, longest },
        work: async () => {
          looks.push(performance.now());
          waiting.get(looks.length)?.();
          return look(looks.length);
        },
      });
      const reached = (number: number) => new Promise<void>((resolve) => waiting.set(number, resolve));
      return { loop, reached, pauses: () => looks.slice(1).map((at, index) => at - (looks[index] ?? at)) };
    };

    it('backs off while there is nothing to do, but keeps polling', async () => {
      const { loop, reached, pauses } = rangedLoop(4, 40, () => false);
      const tenth = reached(10);
      loop.start();
      await tenth;
      await loop.stop();
      for (const [index, pause] of pauses().entries()) {
        // A timer counts whole milliseconds, and may fire one early.
        expect(pause).toBeGreaterThanOrEqual(Math.trunc(Math.min(40, 4 * 1.5 ** index)) - 1);
      }
    });

    // After 100 turns of nothing but back-off, the pause would be an hour.
    it('returns to short pauses after a turn with work', async () => {
      const { loop, reached } = rangedLoop(1, hour, (number) => number % 5 === 0);
      const hundredth = reached(100);
      loop.start();
      await hundredth;
      await loop.stop();
    });

    it('returns to short pauses after it was woken', async () => {
      const { loop, reached } = rangedLoop(1, hour, (number) => {
        if (number % 5 === 0) {
          loop.wake();
        }
        return false;
      });
      const hundredth = reached(100);
      loop.start();
      await hundredth;
      await loop.stop();
    });
  });
});
