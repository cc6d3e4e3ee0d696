import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { send } from '../api/clients.js';
import { addressOf, services, type Service } from '../api/services.js';
import { readEvents } from '../api/event-stream.js';
import { session } from '../session/session.js';

/** How often a page asks while a service cannot tell what changed. */
export const pollMilliseconds = 10_000;
const firstPauseMilliseconds = 1000;
const longestPauseMilliseconds = 15_000;

/** What is heard of a service, by this tab or by the one that listens for all. */
type News =
  | { event: 'heard' | 'lost'; service: Service }
  | { event: 'changed'; service: Service; topics: string[] }
  // A tab that has just come asks what is heard.
  | { event: 'asked' };

const serviceOf = ([service]: QueryKey): Service | undefined => services.find((name) => name === service);

/**
 * Listens to what the services tell of changes (`GET /changes`), and has the queries of each topic asked anew: a query's
 * key is [service, topic, ...]. One tab listens for all of this browser, since it keeps six connections to an origin and
 * no more; when it closes, another takes over.
 */
class Live {
  private readonly listeners = new Set<() => void>();
  private readonly heard = new Set<Service>();
  /** Those that were heard no longer, or could not be. */
  private readonly lost = new Set<Service>();
  /** What is being asked anew, and whether it changed again meanwhile. */
  private readonly refreshing = new Map<string, { isOutdated: boolean }>();

  /** Whether a service is telling now of what the key is about. */
  isLive(key: QueryKey): boolean {
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
    this.refreshing.clear();
    const tabs = new BroadcastChannel('ates-live');
    signal.addEventListener('abort', () => tabs.close());
    tabs.addEventListener('message', ({ data }: MessageEvent<News>) => this.take(data, client));
    tabs.postMessage({ event: 'asked' } satisfies News);
    void navigator.locks
      .request('ates-live', { signal }, () => this.listenForAll(client, tabs, signal))
      // Signed out before it was this tab's turn.
      .catch(() => undefined);
  }

  private async listenForAll(
    client: QueryClient,
    tabs: BroadcastChannel,
    signal: AbortSignal,
  ): Promise<void> {
    const tell = (news: News): void => {
      this.take(news, client);
      if (!signal.aborted) {
        tabs.postMessage(news);
      }
    };
    tabs.addEventListener('message', ({ data }: MessageEvent<News>) => {
      if (data.event === 'asked') {
        this.heard.forEach((service) => tabs.postMessage({ event: 'heard', service } satisfies News));
        this.lost.forEach((service) => tabs.postMessage({ event: 'lost', service } satisfies News));
      }
    });
    await Promise.all(services.map((service) => keepListening(service, tell, signal)));
  }

  private take(news: News, client: QueryClient): void {
    if (news.event === 'asked') {
      return;
    }
    const { event, service } = news;
    if (event === 'changed') {
      for (const topic of news.topics) {
        void this.refresh(client, [service, topic]);
      }
      return;
    }
    this.note(service, event === 'heard');
    if (event === 'heard') {
      // What happened before is not told.
      void this.refresh(client, [service]);
    }
  }

  /**
   * Has what is on screen asked anew. What changes while that is under way is asked once more after it: to begin again
   * each time would leave a slow answer for ever on its way.
   */
  private async refresh(client: QueryClient, queryKey: QueryKey): Promise<void> {
    const name = queryKey.join('/');
    const underWay = this.refreshing.get(name);
    if (underWay) {
      underWay.isOutdated = true;
      return;
    }
    const refreshing = { isOutdated: true };
    this.refreshing.set(name, refreshing);
    while (refreshing.isOutdated) {
      refreshing.isOutdated = false;
      await client.invalidateQueries({ queryKey });
    }
    this.refreshing.delete(name);
  }

  private note(service: Service, isHeard: boolean): void {
    const [now, before] = isHeard ? [this.heard, this.lost] : [this.lost, this.heard];
    now.add(service);
    before.delete(service);
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** Listens to one service, again after a pause that grows whenever it cannot be heard. */
async function keepListening(
  service: Service,
  tell: (news: News) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await listenOnce(service, signal, (news) => {
        failures = 0;
        tell(news);
      });
    } catch {
      failures += 1;
    }
    if (!signal.aborted) {
      tell({ event: 'lost', service });
    }
    await pauseAfter(failures, signal);
  }
}

async function listenOnce(service: Service, signal: AbortSignal, tell: (news: News) => void): Promise<void> {
  const headers = { authorization: `Bearer ${session.accessToken() ?? ''}`, accept: 'text/event-stream' };
  const address = new URL(`${addressOf(service)}/changes`, location.origin);
  const response = await send(new Request(address, { headers, signal }));
  if (!response.ok || !response.body) {
    throw new Error(`${service} tells nothing: ${response.status}`);
  }
  for await (const { event, data } of readEvents(response.body)) {
    if (event === 'ready') {
      tell({ event: 'heard', service });
    }
    if (event === 'changed') {
      const { topics } = JSON.parse(data) as { topics: string[] };
      tell({ event: 'changed', service, topics });
    }
  }
}

/** With jitter, so that not all pages come back at once to a service that was away. */
const pauseAfter = (failures: number, signal: AbortSignal): Promise<void> => {
  const full = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** failures);
  return new Promise((resolve) => {
    setTimeout(resolve, full * (0.5 + Math.random() / 2));
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
};

export const live = new Live();

/** Whether what is on screen changes by itself; else the page asks every ten seconds. */
export const useIsLive = (): boolean => useSyncExternalStore(live.subscribe, live.isWhole);
