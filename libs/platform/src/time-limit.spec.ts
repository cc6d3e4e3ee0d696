import { getEventListeners } from 'node:events';
import { abortedAfter } from './time-limit.js';

/** Work that ends only when its signal aborts, with the signal's reason. */
const endless = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

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
