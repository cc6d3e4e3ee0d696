import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TaskCancelledError } from 'cockatiel';
import { abortedAfter, withinTime } from './time-limit.js';

/** Work that ends only when its signal aborts, with the signal's reason. */
const endless = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

/** An answer that takes several turns of the event loop, as one over the network does. */
async function answerOfManyTurns(): Promise<string> {
  for (let turn = 0; turn < 20; turn += 1) {
    await nextTurn();
  }
  return 'ready';
}

/** Stops this process from doing anything else, as a busy machine does. */
function standStill(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    // Nothing else happens meanwhile.
  }
}

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('Work that is aborted after a time or with a signal', () => {
  it('returns its result, and leaves neither a timer nor a listener behind', async () => {
    const { signal } = new AbortController();
    const before = timers();
    expect(await abortedAfter(60_000, signal, async () => 'sent')).toBe('sent');
    await expect(
      abortedAfter(60_000, signal, async () => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(timers()).toBe(before);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('is aborted when the time is up', async () => {
    await expect(abortedAfter(1, undefined, endless)).rejects.toThrow('no answer within 1 ms');
  });

  it('is aborted with the signal, and throws its reason', async () => {
    const controller = new AbortController();
    const work = abortedAfter(60_000, controller.signal, endless);
    controller.abort(new Error('the service stops'));
    await expect(work).rejects.toThrow('the service stops');
    await expect(abortedAfter(60_000, controller.signal, endless)).rejects.toThrow('the service stops');
  });
});

describe('Work limited in time', () => {
  it('fails when it takes longer, and its signal aborts', async () => {
    let seen: AbortSignal | undefined;
    const work = withinTime(20, (signal) => {
      seen = signal;
      return new Promise(() => undefined);
    });
    await expect(work).rejects.toThrow(TaskCancelledError);
    expect(seen?.aborted).toBe(true);
  });

  it('is not charged for the time in which its process stood still', async () => {
    const work = withinTime(200, answerOfManyTurns);
    standStill(500);
    expect(await work).toBe('ready');
    const sent = abortedAfter(200, undefined, answerOfManyTurns);
    standStill(500);
    expect(await sent).toBe('ready');
  });
});
