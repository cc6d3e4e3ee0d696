import { getEventListeners } from 'node:events';
import { orAborted } from './or-aborted.js';

const never = new Promise<never>(() => undefined);

describe('Work that a signal can end', () => {
  it('settles like the work, and then no longer listens to the signal', async () => {
    const { signal } = new AbortController();
    await expect(orAborted(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(orAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    await expect(orAborted(Promise.resolve(1), undefined)).resolves.toBe(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the reason of the signal, even if the work ignores it', async () => {
    const aborting = new AbortController();
    const result = orAborted(never, aborting.signal);
    aborting.abort(new Error('stopping'));
    await expect(result).rejects.toThrow('stopping');
    await expect(orAborted(never, aborting.signal)).rejects.toThrow('stopping');
  });
});
