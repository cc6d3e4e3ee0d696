import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { followEvents } from '../api/follow-events.js';
import { services, type Service } from '../api/services.js';

/** How often a page polls while a service cannot report changes. */
export const pollMilliseconds = 10_000;
const firstPauseMilliseconds = 1000;
const maxPauseMilliseconds = 15_000;

/** State of a service's event stream, broadcast by the tab that holds the streams. */
type StreamMessage =
  | { event: 'connected' | 'disconnected'; service: Service }
  | { event: 'changed'; service: Service; topics: string[] }
  // Sent by a new tab, which needs to know the current state.
  | { event: 'state-requested' };

const serviceOf = ([service]: QueryKey): Service | undefined => services.find((name) => name === service);

/**
 * Follows the services' change streams (`GET /changes`) and refetches the queries of each changed topic: a query's key
 * is [service, topic, ...]. One tab holds the streams for all tabs of this browser, because browsers allow only six
 * connections to an origin; when it closes, another tab takes over.
 */
class LiveUpdates {
  private readonly listeners = new Set<() => void>();
  private readonly connected = new Set<Service>();
  /** Services whose stream ended or could not be opened. */
  private readonly disconnected = new Set<Service>();
  /** Refetches in progress, and whether their data changed again meanwhile. */
  private readonly refreshing = new Map<string, { isOutdated: boolean }>();

  /** Whether changes to a query's data are reported live. */
  isLive(key: QueryKey): boolean {
    const service = serviceOf(key);
    return service !== undefined && this.connected.has(service);
  }

  /** Whether no service's stream is known to be down. */
  isUninterrupted = (): boolean => this.disconnected.size === 0;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Follows the streams, or the tab that holds them, until `signal` aborts. */
  start(client: QueryClient, signal: AbortSignal): void {
    this.refreshing.clear();
    const tabs = new BroadcastChannel('ates-live');
    signal.addEventListener('abort', () => tabs.close());
    tabs.addEventListener('message', ({ data }: MessageEvent<StreamMessage>) => this.handle(data, client));
    tabs.postMessage({ event: 'state-requested' } satisfies StreamMessage);
    void navigator.locks
      .request('ates-live', { signal }, () => this.followForAllTabs(client, tabs, signal))
      // Signed out before this tab got the lock.
      .catch(() => undefined);
  }

  private async followForAllTabs(
    client: QueryClient,
    tabs: BroadcastChannel,
    signal: AbortSignal,
  ): Promise<void> {
    const publish = (message: StreamMessage): void => {
      this.handle(message, client);
      if (!signal.aborted) {
        tabs.postMessage(message);
      }
    };
    tabs.addEventListener('message', ({ data }: MessageEvent<StreamMessage>) => {
      if (data.event === 'state-requested') {
        this.connected.forEach((service) =>
          tabs.postMessage({ event: 'connected', service } satisfies StreamMessage),
        );
        this.disconnected.forEach((service) =>
          tabs.postMessage({ event: 'disconnected', service } satisfies StreamMessage),
        );
      }
    });
    await Promise.all(services.map((service) => keepFollowing(service, publish, signal)));
  }

  private handle(message: StreamMessage, client: QueryClient): void {
    if (message.event === 'state-requested') {
      return;
    }
    const { event, service } = message;
    if (event === 'changed') {
      for (const topic of message.topics) {
        void this.refresh(client, [service, topic]);
      }
      return;
    }
    this.setConnected(service, event === 'connected');
    if (event === 'connected') {
      // Changes from before the connection are not reported.
      void this.refresh(client, [service]);
    }
  }

  /**
   * Refetches what is on screen. A change during a refetch causes one more after it; restarting the refetch on each
   * change would never let a slow response finish.
   */
  private async refresh(client: QueryClient, queryKey: QueryKey): Promise<void> {
    const name = queryKey.join('/');
    const inProgress = this.refreshing.get(name);
    if (inProgress) {
      inProgress.isOutdated = true;
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

  private setConnected(service: Service, isConnected: boolean): void {
    const [now, before] = isConnected
      ? [this.connected, this.disconnected]
      : [this.disconnected, this.connected];
    now.add(service);
    before.delete(service);
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** Follows one service's stream and reconnects with a growing pause until `signal` aborts. */
async function keepFollowing(
  service: Service,
  publish: (message: StreamMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await followStream(service, signal, (message) => {
        failures = 0;
        publish(message);
      });
    } catch {
      failures += 1;
    }
    if (!signal.aborted) {
      publish({ event: 'disconnected', service });
    }
    await backOff(failures, signal);
  }
}

async function followStream(
  service: Service,
  signal: AbortSignal,
  publish: (message: StreamMessage) => void,
): Promise<void> {
  for await (const { event, data } of followEvents(service, '/changes', signal)) {
    if (event === 'ready') {
      publish({ event: 'connected', service });
    }
    if (event === 'changed') {
      const { topics } = JSON.parse(data) as { topics: string[] };
      publish({ event: 'changed', service, topics });
    }
  }
}

/**
 * Waits with jitter, so that not all pages reconnect at the same moment after a service was down; only until the network is
 * back, if that was the reason.
 */
const backOff = (failures: number, signal: AbortSignal): Promise<void> => {
  const full = Math.min(maxPauseMilliseconds, firstPauseMilliseconds * 2 ** failures);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, full * (0.5 + Math.random() / 2));
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
};

export const liveUpdates = new LiveUpdates();

/** Whether what is on screen updates live; otherwise the page polls every ten seconds. */
export const useIsLive = (): boolean =>
  useSyncExternalStore(liveUpdates.subscribe, liveUpdates.isUninterrupted);
