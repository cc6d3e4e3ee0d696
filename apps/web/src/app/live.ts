import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { addressOf, type Service } from '../api/clients.js';
import { readEvents } from '../api/event-stream.js';
import { session } from '../session/session.js';

const services: readonly Service[] = ['tasks', 'finance', 'auth'];

/** How often a page asks while a service cannot tell what changed. */
export const pollMilliseconds = 10_000;
const firstPauseMilliseconds = 1000;
const longestPauseMilliseconds = 15_000;

/**
 * Which query keys begin with which service: each tells of its own topics (`GET /changes`). A query's key is
 * [service, topic, ...].
 */
const serviceOf = ([service]: QueryKey): Service | undefined => services.find((name) => name === service);

/** Listens to what the services tell of changes, and has the queries of each topic asked anew. */
class Live {
  private readonly listeners = new Set<() => void>();
  private readonly heard = new Set<Service>();
  /** Those that were heard no longer, or could not be. */
  private readonly lost = new Set<Service>();

  /** Whether a service is telling now of what the key is about. */
  isTold(key: QueryKey): boolean {
    const service = serviceOf(key);
    return service !== undefined && this.heard.has(service);
  }

  /** Whether no service has failed to tell. */
  isWhole = (): boolean => this.lost.size === 0;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Listens until `signal` says otherwise. */
  listen(client: QueryClient, signal: AbortSignal): void {
    for (const service of services) {
      void this.keepListening(service, client, signal);
    }
  }

  private async keepListening(service: Service, client: QueryClient, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.listenOnce(service, client, signal, () => {
          failures = 0;
        });
      } catch {
        failures += 1;
      }
      this.hear(service, false);
      await pauseOf(failures, signal);
    }
  }

  private async listenOnce(
    service: Service,
    client: QueryClient,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<void> {
    const response = await fetch(`${addressOf(service)}/changes`, {
      headers: { authorization: `Bearer ${session.accessToken() ?? ''}`, accept: 'text/event-stream' },
      signal,
    });
    if (!response.ok || !response.body) {
      throw new Error(`${service} tells nothing: ${response.status}`);
    }
    for await (const { event, data } of readEvents(response.body)) {
      if (event === 'ready') {
        connected();
        this.hear(service, true);
        // What happened before is not told.
        await client.invalidateQueries({ queryKey: [service] });
      }
      if (event === 'changed') {
        const { topics } = JSON.parse(data) as { topics: string[] };
        await Promise.all(topics.map((topic) => client.invalidateQueries({ queryKey: [service, topic] })));
      }
    }
  }

  private hear(service: Service, isHeard: boolean): void {
    const [now, before] = isHeard ? [this.heard, this.lost] : [this.lost, this.heard];
    now.add(service);
    before.delete(service);
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** With jitter, so that not all pages come back at once to a service that was away. */
const pauseOf = (failures: number, signal: AbortSignal): Promise<void> => {
  const full = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** failures);
  return new Promise((resolve) => {
    setTimeout(resolve, full * (0.5 + Math.random() / 2));
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
};

export const live = new Live();

/** Whether what is on screen changes by itself; else the page asks every ten seconds. */
export const useIsLive = (): boolean => useSyncExternalStore(live.subscribe, live.isWhole);
