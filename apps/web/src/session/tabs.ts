import type { User } from 'oidc-client-ts';

/** An access token that one tab got and the others may use: whose it is, and what the provider says of them. */
export interface SharedToken {
  person: string;
  accessToken: string;
  /** Seconds since 1970. */
  expiresAt: number;
  profile: User['profile'];
}

/** What tabs tell each other. */
export type TabMessage =
  /** A tab got a new access token. */
  | { kind: 'renewed'; token: SharedToken }
  /** A tab was told that nobody is signed in; each looks for itself whether that is so. */
  | { kind: 'signed-out' };

/** How long a tab waits for its turn; another one may be frozen while it is its turn. */
const longestWaitMilliseconds = 15_000;
/** How long a turn goes on after its work, so that the others have heard of it when theirs begins. */
const hearingMilliseconds = 100;

/**
 * The tabs of this browser. What they tell each other is in memory alone, as their tokens are, and refresh tokens are
 * never told.
 */
export class Tabs {
  private readonly channel = new BroadcastChannel('ates-session');

  hear(listener: (message: TabMessage) => void): void {
    this.channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => listener(data));
  }

  tell(message: TabMessage): void {
    this.channel.postMessage(message);
  }

  /**
   * Does something while no other tab does. Whoever has waited for too long, or has `waiting` aborted, does it without
   * its turn: it may be done twice, and is only cheaper in turn.
   */
  inTurn<Result>(waiting: AbortController, work: () => Promise<Result>): Promise<Result> {
    const patience = setTimeout(() => waiting.abort(), longestWaitMilliseconds);
    return new Promise((resolve, reject) => {
      const run = async (): Promise<void> => {
        clearTimeout(patience);
        await work().then(resolve, reject);
      };
      const turn = async (): Promise<void> => {
        await run();
        await new Promise((over) => setTimeout(over, hearingMilliseconds));
      };
      navigator.locks.request('ates-renewal', { signal: waiting.signal }, turn).catch(run);
    });
  }
}
