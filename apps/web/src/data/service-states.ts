import { services, type Service } from '../api/services.js';
import { readOnlyServices } from '../api/read-only.js';

// An idle page learns of it too; a page that says "read-only" stops soon after that is over.
const usualPauseMilliseconds = 15_000;
const readOnlyPauseMilliseconds = 2000;

/**
 * Asks the origin now and then which services can only be read, until `signal` ends it: answers tell when that begins, but
 * an idle page gets none. A tab in the background does not ask.
 */
export async function watchServiceStates(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (document.visibilityState === 'visible') {
      await noteStates(signal).catch(() => undefined);
    }
    const isReadOnly = readOnlyServices.all().length > 0;
    await pause(isReadOnly ? readOnlyPauseMilliseconds : usualPauseMilliseconds, signal);
  }
}

async function noteStates(signal: AbortSignal): Promise<void> {
  const response = await fetch('/health/ready', { signal, headers: { accept: 'application/json' } });
  const body = (await response.json()) as { services?: Partial<Record<Service, string>> };
  for (const service of services) {
    const state = body.services?.[service];
    if (state !== undefined) {
      readOnlyServices.note(service, state === 'read-only');
    }
  }
}

/** Ends early when an answer says that a service is read-only. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const unsubscribe = readOnlyServices.subscribe(end);
    signal.addEventListener('abort', end, { once: true });
  });
