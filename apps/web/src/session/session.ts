import {
  ErrorResponse,
  ErrorTimeout,
  InMemoryWebStorage,
  User,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts';
import { pageSettings } from './page-settings.js';
import type { Role } from './roles.js';
import { silentRedirectUri } from './silent-redirect.js';
import { Tabs, type SharedToken, type TabMessage } from './tabs.js';

export type { Role } from './roles.js';

/** The signed-in person, from the ID token. What they may do is authorized by the services. */
export interface SignedIn {
  id: string;
  name: string;
  email: string;
  roles: readonly Role[];
}

export type SessionState =
  | { kind: 'starting' }
  | { kind: 'signed-out'; reason?: 'ended' | 'refused' | 'provider-unavailable' }
  | { kind: 'signed-in'; person: SignedIn; isProviderUnavailable: boolean };

/** Where to return to after signing in. */
interface ReturnTo {
  returnTo: string;
}

const renewBeforeSeconds = 60;
const retryMilliseconds = 10_000;
const silentMilliseconds = 10_000;

/**
 * The provider's error codes that end the session. Any other error (its database is down, too many requests) says
 * nothing about the person, and the request is retried.
 */
const sessionEndingErrors = new Set([
  'invalid_grant',
  'login_required',
  'interaction_required',
  'account_selection_required',
  'consent_required',
  'access_denied',
]);

const isFinal = (error: unknown): boolean =>
  error instanceof ErrorResponse && error.error !== null && sessionEndingErrors.has(error.error);

/** Whether the provider may have responded and the response got lost, so that an immediate retry is worthwhile. */
const isResponseLost = (error: unknown): boolean =>
  !(error instanceof ErrorResponse) && !(error instanceof ErrorTimeout);

/**
 * This tab's session (A2). Tokens are kept in memory only: a new tab, or this one after a reload, signs in silently for
 * as long as the provider's session lasts. Each tab has its own refresh token; one tab at a time renews, and all tabs
 * use the access token it obtains. Signing out ends the session in every tab.
 */
class Session {
  private readonly listeners = new Set<() => void>();
  private readonly tabs = new Tabs();
  private current: SessionState = { kind: 'starting' };
  private user: User | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private signingIn: Promise<void> | undefined;
  private renewing: Promise<boolean> | undefined;
  /** Aborts this tab's wait for the renewal lock. */
  private lockWait = new AbortController();
  private readonly provider = new UserManager({
    authority: pageSettings.issuer || `${location.origin}/api/auth/oidc`,
    client_id: 'web',
    redirect_uri: `${location.origin}/callback`,
    silent_redirect_uri: silentRedirectUri(),
    post_logout_redirect_uri: `${location.origin}/`,
    scope: 'openid profile email',
    silentRequestTimeoutInSeconds: silentMilliseconds / 1000,
    automaticSilentRenew: false,
    monitorSession: false,
    // Another person may have signed in meanwhile; `renewWithoutLock` checks that.
    validateSubOnSilentRenew: false,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // The state of a sign-in in progress; it holds no token.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });

  constructor() {
    this.tabs.onMessage((message) => this.handleMessage(message));
    // Timers don't run while the machine sleeps, so check again when the user is back.
    document.addEventListener('visibilitychange', () => this.renewWhenDue());
    window.addEventListener('online', () => this.renewWhenDue());
  }

  state = (): SessionState => this.current;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** For the `Authorization` header. May have expired: the services honour it while its issuer is unavailable (A8). */
  accessToken(): string | undefined {
    return this.user?.access_token;
  }

  /** Signs in without user interaction if the provider still has a session. Concurrent calls share one attempt. */
  signInSilently(): Promise<void> {
    this.signingIn ??= this.trySilentSignIn().finally(() => (this.signingIn = undefined));
    return this.signingIn;
  }

  private async trySilentSignIn(): Promise<void> {
    try {
      this.setUser(await this.provider.signinSilent({ ui_locales: document.documentElement.lang }));
    } catch (error) {
      if (isFinal(error)) {
        // The provider's session covers all tabs, and a tab that returns from signing out notices its end here.
        this.tabs.broadcast({ kind: 'signed-out' });
      }
      this.setState({ kind: 'signed-out', reason: isFinal(error) ? undefined : 'provider-unavailable' });
    }
  }

  /** Redirects to the provider's sign-in page, and from there back to `returnTo`, a path on this site. */
  async signIn(returnTo: string): Promise<void> {
    const state: ReturnTo = { returnTo };
    await this.provider.signinRedirect({ state, ui_locales: document.documentElement.lang });
  }

  /** Reads the provider's response from this page's URL; returns the path to continue at. */
  async finishSignIn(): Promise<string> {
    const user = await this.provider.signinRedirectCallback();
    this.setUser(user);
    this.tabs.broadcast({ kind: 'signed-in' });
    const { returnTo } = (user.state ?? { returnTo: '/' }) as ReturnTo;
    return returnTo.startsWith('/') && !returnTo.startsWith('//') ? returnTo : '/';
  }

  /**
   * Redirects to the provider's sign-out page. After asking, it ends the provider's session, and so that of every tab
   * and client.
   */
  async signOut(): Promise<void> {
    await this.provider.signoutRedirect({ id_token_hint: this.user?.id_token });
  }

  /** Ends the session after a service rejected the token permanently, because the person was deleted or is unknown. */
  tokenRejected(): void {
    this.endSession('refused');
  }

  /**
   * Obtains a new access token; resolves to whether there is one. Concurrent calls in all tabs share one renewal.
   * `refused` is the token that a service refused as expired; if there already is a newer one, nothing is requested.
   */
  renew(refused?: string): Promise<boolean> {
    if (refused !== undefined && this.user && !this.user.expired && this.user.access_token !== refused) {
      return Promise.resolve(true);
    }
    this.renewing ??= this.renewWithLock(this.user).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** Obtains a new token even if the current one is valid, so that changes such as new roles take effect. */
  async forceRenew(): Promise<void> {
    await this.renewing;
    this.renewing ??= this.renewWithoutLock(this.user).finally(() => (this.renewing = undefined));
    await this.renewing;
  }

  private renewWithLock(before: User | undefined): Promise<boolean> {
    this.lockWait = new AbortController();
    return this.tabs.withLock(this.lockWait, async () => {
      // Meanwhile another tab renewed and this one adopted its token, or the session ended.
      if (this.user !== before) {
        return this.user !== undefined;
      }
      return this.renewWithoutLock(before);
    });
  }

  /** A failure counts only if the token it started with is still the current one. */
  private async renewWithoutLock(before: User | undefined): Promise<boolean> {
    if (!before) {
      return false;
    }
    const outcome = await this.fetchUser(before).catch((error: unknown) => ({ error }));
    if (this.user?.profile.sub !== before.profile.sub) {
      // Meanwhile this person signed out, or another one signed in.
      await this.restoreStoredUser();
      return this.user !== undefined;
    }
    if ('error' in outcome) {
      return this.user !== before || this.renewalFailed(outcome.error);
    }
    if (outcome.profile.sub !== before.profile.sub) {
      // Another person signed in on this browser.
      this.endSession('ended');
      return false;
    }
    this.setUser(outcome);
    this.shareToken(outcome);
    return true;
  }

  private renewalFailed(error: unknown): false {
    if (isFinal(error)) {
      this.endSession('ended');
    } else {
      this.keepSessionWithoutProvider();
    }
    return false;
  }

  /**
   * Uses the refresh token, or, if that is no longer valid, the provider's session cookie. A lost response is requested
   * again immediately: for a short time the provider repeats it.
   */
  private async fetchUser({ refresh_token: refreshToken }: User): Promise<User> {
    if (refreshToken === undefined) {
      return this.fetchUserSilently();
    }
    const refresh = () => this.provider.signinSilent().then(requireUser);
    try {
      return await refresh().catch((error: unknown) =>
        isResponseLost(error) ? refresh() : Promise.reject(error),
      );
    } catch (error) {
      if (isFinal(error)) {
        return this.fetchUserSilently();
      }
      throw error;
    }
  }

  private fetchUserSilently(): Promise<User> {
    return this.provider.signinSilent({ forceIframeAuth: true }).then(requireUser);
  }

  /** Overwrites what a late renewal or another tab's token left in the library's store with the session's user. */
  private async restoreStoredUser(): Promise<void> {
    await this.provider.storeUser(this.user ?? null);
  }

  private handleMessage(message: TabMessage): void {
    if (message.kind === 'renewed') {
      this.adoptSharedToken(message.token);
    } else if (message.kind === 'signed-in') {
      if (this.current.kind === 'signed-out') {
        void this.signInSilently();
      }
    } else if (this.user) {
      void this.checkWhetherEnded();
    }
  }

  /** Another tab learned that the session is over; unless the provider contradicts that, it ends here too. */
  private async checkWhetherEnded(): Promise<void> {
    await this.forceRenew();
    if (this.current.kind === 'signed-in' && this.current.isProviderUnavailable) {
      this.endSession('ended');
    }
  }

  private shareToken(user: User): void {
    const { access_token: accessToken, expires_at: expiresAt = 0, profile } = user;
    this.tabs.broadcast({ kind: 'renewed', token: { person: profile.sub, accessToken, expiresAt, profile } });
  }

  /** Uses the access token that another tab obtained, together with this tab's refresh token. */
  private adoptSharedToken({ person, accessToken, expiresAt, profile }: SharedToken): void {
    const { user } = this;
    if (user?.profile.sub !== person || expiresAt <= (user.expires_at ?? 0)) {
      return;
    }
    const { id_token, session_state, refresh_token, token_type, scope } = user;
    const own = { id_token, session_state, refresh_token, token_type, scope };
    this.setUser(new User({ ...own, access_token: accessToken, expires_at: expiresAt, profile }));
    void this.restoreStoredUser();
    this.lockWait.abort();
  }

  private setUser(user: User | null): void {
    if (!user) {
      this.endSession('ended');
      return;
    }
    this.user = user;
    this.setState({ kind: 'signed-in', person: personOf(user), isProviderUnavailable: false });
    this.renewIn(Math.max(1, (user.expires_in ?? 0) - renewBeforeSeconds) * 1000);
  }

  /** No new token is available now; the old one works for as long as the services honour it. */
  private keepSessionWithoutProvider(): void {
    if (this.current.kind === 'signed-in') {
      this.setState({ ...this.current, isProviderUnavailable: true });
      this.renewIn(retryMilliseconds);
    }
  }

  private renewWhenDue(): void {
    const { current, user } = this;
    const isDue = user !== undefined && (user.expires_in ?? 0) < renewBeforeSeconds;
    const isProviderUnavailable = current.kind === 'signed-in' && current.isProviderUnavailable;
    if (!document.hidden && (isDue || isProviderUnavailable)) {
      void this.renew();
    }
  }

  private renewIn(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), milliseconds);
  }

  private endSession(reason: 'ended' | 'refused'): void {
    clearTimeout(this.timer);
    this.user = undefined;
    void this.provider.removeUser();
    this.setState({ kind: 'signed-out', reason });
  }

  private setState(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** The library resolves to null when a sign-in was interrupted, as if there was no response. */
function requireUser(user: User | null): User {
  if (!user) {
    throw new Error('The provider responded without signing anyone in');
  }
  return user;
}

const personOf = ({ profile }: User): SignedIn => ({
  id: profile.sub,
  name: profile.name ?? profile.email ?? profile.sub,
  email: profile.email ?? '',
  roles: (profile['roles'] ?? []) as Role[],
});

export const session = new Session();
