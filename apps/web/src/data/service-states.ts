import { services, type Service } from '../api/services.js';
import { readOnlyServices } from '../api/read-only.js';

// Idle pages notice a read-only service too, and the read-only message disappears soon after it ends.
const usualPauseMilliseconds = 15_000;
const readOnlyPauseMilliseconds = 2000;

/**
 * Polls the origin for the services that are read-only, until `signal` aborts. Responses also show when that begins,
 * but an idle page receives none. Background tabs don't poll.
 */
export async function watchServiceStates(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (document.visibilityState === 'visible') {
      await updateReadOnlyServices(signal).catch(() => undefined);
    }
    const isReadOnly = readOnlyServices.all().length > 0;
    await pause(isReadOnly ? readOnlyPauseMilliseconds : usualPauseMilliseconds, signal);
  }
}

async function updateReadOnlyServices(signal: AbortSignal): Promise<void> {
  const response = await fetch('/health/ready', { signal, headers: { accept: 'application/json' } });
  const body = (await response.json()) as { services?: Partial<Record<Service, string>> };
  for (const service of services) {
    const state = body.services?.[service];
    if (state !== undefined) {
      readOnlyServices.set(service, state === 'read-only');
    }
  }
}

/** Resolves early when a response reveals that a service is read-only. */
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
