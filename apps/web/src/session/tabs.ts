import type { User } from 'oidc-client-ts';

/** An access token that one tab obtained and shares with the others, with its owner's id and profile. */
export interface SharedToken {
  person: string;
  accessToken: string;
  /** Seconds since 1970. */
  expiresAt: number;
  profile: User['profile'];
}

/** Messages between tabs. */
export type TabMessage =
  /** A tab obtained a new access token. */
  | { kind: 'renewed'; token: SharedToken }
  /** Someone signed in; tabs where no one is signed in follow. */
  | { kind: 'signed-in' }
  /** The provider told a tab that no one is signed in; each tab checks for itself. */
  | { kind: 'signed-out' };

/** How long a tab waits for the lock; the tab holding it may be frozen. */
const maxWaitMilliseconds = 15_000;
/** How long a tab keeps the lock after its work, so that its message reaches the others before they get the lock. */
const deliveryMilliseconds = 100;

/**
 * Messages and a lock between this browser's tabs. Messages, like the tokens, stay in memory; refresh tokens are never
 * shared.
 */
export class Tabs {
  private readonly channel = new BroadcastChannel('ates-session');

  onMessage(listener: (message: TabMessage) => void): void {
    this.channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => listener(data));
  }

  broadcast(message: TabMessage): void {
    this.channel.postMessage(message);
  }

  /**
   * Runs `work` in one tab at a time. A tab that waits too long, or whose `waiting` is aborted, runs it without the
   * lock: the lock only saves requests, so running twice is safe.
   */
  withLock<Result>(waiting: AbortController, work: () => Promise<Result>): Promise<Result> {
    const timeout = setTimeout(() => waiting.abort(), maxWaitMilliseconds);
    return new Promise((resolve, reject) => {
      const run = async (): Promise<void> => {
        clearTimeout(timeout);
        await work().then(resolve, reject);
      };
      const runLocked = async (): Promise<void> => {
        await run();
        await new Promise((done) => setTimeout(done, deliveryMilliseconds));
      };
      navigator.locks.request('ates-renewal', { signal: waiting.signal }, runLocked).catch(run);
    });
  }
}
