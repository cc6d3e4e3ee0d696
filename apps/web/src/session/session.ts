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
import { silentSignInAddress } from './silent-sign-in.js';
import { Tabs, type SharedToken, type TabMessage } from './tabs.js';

export type { Role } from './roles.js';

/** Who is signed in, as the ID token tells it. The services have the last word about what they may. */
export interface SignedIn {
  id: string;
  name: string;
  email: string;
  roles: readonly Role[];
}

export type SessionState =
  | { kind: 'beginning' }
  | { kind: 'signed-out'; why?: 'ended' | 'refused' | 'provider-away' }
  | { kind: 'signed-in'; person: SignedIn; isProviderAway: boolean };

/** Where to go on after signing in. */
interface ReturnTo {
  returnTo: string;
}

const renewBeforeSeconds = 60;
const retryMilliseconds = 10_000;
const silentMilliseconds = 10_000;

/**
 * Answers of the provider by which the session is over. Any other error (its database is away, too many requests) is no
 * word about the person: it is tried again.
 */
const finalErrors = new Set([
  'invalid_grant',
  'login_required',
  'interaction_required',
  'account_selection_required',
  'consent_required',
  'access_denied',
]);

const isFinal = (error: unknown): boolean =>
  error instanceof ErrorResponse && error.error !== null && finalErrors.has(error.error);

/** Whether an answer may have been lost that the provider gave: asking again at once is worth it. */
const isLost = (error: unknown): boolean =>
  !(error instanceof ErrorResponse) && !(error instanceof ErrorTimeout);

/**
 * The session of this tab (A2). Tokens are in memory alone: another tab, and this one after a reload, signs in anew
 * without questions for as long as the provider's own session lasts. Each tab has a refresh token of its own; one of
 * them renews at a time, and all use the access token that it gets. Signing out reaches every tab.
 */
class Session {
  private readonly listeners = new Set<() => void>();
  private readonly tabs = new Tabs();
  private current: SessionState = { kind: 'beginning' };
  private user: User | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private beginning: Promise<void> | undefined;
  private renewing: Promise<boolean> | undefined;
  /** Ends the waiting for this tab's turn to renew. */
  private waiting = new AbortController();
  private readonly provider = new UserManager({
    authority: pageSettings.issuer || `${location.origin}/api/auth/oidc`,
    client_id: 'web',
    redirect_uri: `${location.origin}/callback`,
    silent_redirect_uri: silentSignInAddress(),
    post_logout_redirect_uri: `${location.origin}/`,
    scope: 'openid profile email',
    silentRequestTimeoutInSeconds: silentMilliseconds / 1000,
    automaticSilentRenew: false,
    monitorSession: false,
    // Somebody else may have signed in meanwhile: that is for `renewAlone` to find out.
    validateSubOnSilentRenew: false,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // What a sign-in under way needs to come back: no token.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });

  constructor() {
    this.tabs.hear((message) => this.hear(message));
    // A machine that slept does not count the time: its timers are late.
    document.addEventListener('visibilitychange', () => this.renewWhenDue());
    window.addEventListener('online', () => this.renewWhenDue());
  }

  state = (): SessionState => this.current;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** For the header `Authorization`. A token that ran out too: while its issuer is away the services honour it (A8). */
  accessToken(): string | undefined {
    return this.user?.access_token;
  }

  /** Signs in without questions where the provider still knows the person. */
  begin(): Promise<void> {
    this.beginning ??= this.beginOnce().finally(() => (this.beginning = undefined));
    return this.beginning;
  }

  private async beginOnce(): Promise<void> {
    try {
      this.take(await this.provider.signinSilent({ ui_locales: document.documentElement.lang }));
    } catch (error) {
      if (isFinal(error)) {
        // The provider has one session for all tabs. Whoever comes back from signing out learns so here.
        this.tabs.tell({ kind: 'signed-out' });
      }
      this.change({ kind: 'signed-out', why: isFinal(error) ? undefined : 'provider-away' });
    }
  }

  /** Leaves for the provider's page; comes back to `returnTo`, an address within this site. */
  async signIn(returnTo: string): Promise<void> {
    const state: ReturnTo = { returnTo };
    await this.provider.signinRedirect({ state, ui_locales: document.documentElement.lang });
  }

  /** Takes the provider's answer out of this page's address; answers where to go on. */
  async finishSignIn(): Promise<string> {
    const user = await this.provider.signinRedirectCallback();
    this.take(user);
    const { returnTo } = (user.state ?? { returnTo: '/' }) as ReturnTo;
    return returnTo.startsWith('/') && !returnTo.startsWith('//') ? returnTo : '/';
  }

  /** Leaves for the provider's page, which asks, and ends its session and with it that of every tab and client. */
  async signOut(): Promise<void> {
    await this.provider.signoutRedirect({ id_token_hint: this.user?.id_token });
  }

  /** A service refused the token for good: the person was deleted, or the session ended elsewhere. */
  refused(): void {
    this.forget('refused');
  }

  /**
   * Gets a new access token; true when there is one. However many ask at the same time, in all tabs, it is got once.
   * `refused` is the token that a service refused as expired: where there is a newer one, nothing is asked.
   */
  renew(refused?: string): Promise<boolean> {
    if (refused !== undefined && this.user && !this.user.expired && this.user.access_token !== refused) {
      return Promise.resolve(true);
    }
    this.renewing ??= this.renewInTurn(this.user).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** Gets a token that says what is true from now on, such as new roles. */
  async renewAnew(): Promise<void> {
    await this.renewing;
    this.renewing ??= this.renewAlone(this.user).finally(() => (this.renewing = undefined));
    await this.renewing;
  }

  private renewInTurn(before: User | undefined): Promise<boolean> {
    this.waiting = new AbortController();
    return this.tabs.inTurn(this.waiting, async () => {
      // Another tab had its turn meanwhile, and this one took its result; or the session was ended.
      if (this.user !== before) {
        return this.user !== undefined;
      }
      return this.renewAlone(before);
    });
  }

  /** That it failed counts only while the token that it began with is still the current one. */
  private async renewAlone(before: User | undefined): Promise<boolean> {
    if (!before) {
      return false;
    }
    const outcome = await this.newUser(before).catch((error: unknown) => ({ error }));
    if (this.user?.profile.sub !== before.profile.sub) {
      // Signed out meanwhile, or somebody else signed in.
      await this.keepCurrent();
      return this.user !== undefined;
    }
    if ('error' in outcome) {
      return this.user !== before || this.renewalFailed(outcome.error);
    }
    if (outcome.profile.sub !== before.profile.sub) {
      // Somebody else signed in on this browser.
      this.forget('ended');
      return false;
    }
    this.take(outcome);
    this.share(outcome);
    return true;
  }

  private renewalFailed(error: unknown): false {
    if (isFinal(error)) {
      this.forget('ended');
    } else {
      this.keepWithoutProvider();
    }
    return false;
  }

  /**
   * By the refresh token; and where that is good no more, by the provider's own session, of which its cookie knows. A
   * lost answer is asked for once more at once: for a short time the provider gives it again.
   */
  private async newUser({ refresh_token: refreshToken }: User): Promise<User> {
    if (refreshToken === undefined) {
      return this.silently();
    }
    const refresh = () => this.provider.signinSilent().then(present);
    try {
      return await refresh().catch((error: unknown) => (isLost(error) ? refresh() : Promise.reject(error)));
    } catch (error) {
      if (isFinal(error)) {
        return this.silently();
      }
      throw error;
    }
  }

  private silently(): Promise<User> {
    return this.provider.signinSilent({ forceIframeAuth: true }).then(present);
  }

  /** What a renewal that came too late has left in the library's store is not the session. */
  private async keepCurrent(): Promise<void> {
    await this.provider.storeUser(this.user ?? null);
  }

  private hear(message: TabMessage): void {
    if (message.kind === 'renewed') {
      this.takeShared(message.token);
    } else if (this.user) {
      void this.lookWhetherEnded();
    }
  }

  /** Another tab was told that the session is over. Where the provider does not say otherwise, it is. */
  private async lookWhetherEnded(): Promise<void> {
    await this.renewAnew();
    if (this.current.kind === 'signed-in' && this.current.isProviderAway) {
      this.forget('ended');
    }
  }

  private share(user: User): void {
    const { access_token: accessToken, expires_at: expiresAt = 0, profile } = user;
    this.tabs.tell({ kind: 'renewed', token: { person: profile.sub, accessToken, expiresAt, profile } });
  }

  /** Takes the access token that another tab got, beside the refresh token of this one. */
  private takeShared({ person, accessToken, expiresAt, profile }: SharedToken): void {
    const { user } = this;
    if (user?.profile.sub !== person || expiresAt <= (user.expires_at ?? 0)) {
      return;
    }
    const { id_token, session_state, refresh_token, token_type, scope } = user;
    const own = { id_token, session_state, refresh_token, token_type, scope };
    this.take(new User({ ...own, access_token: accessToken, expires_at: expiresAt, profile }));
    void this.keepCurrent();
    this.waiting.abort();
  }

  private take(user: User | null): void {
    if (!user) {
      this.forget('ended');
      return;
    }
    this.user = user;
    this.change({ kind: 'signed-in', person: personOf(user), isProviderAway: false });
    this.renewIn(Math.max(1, (user.expires_in ?? 0) - renewBeforeSeconds) * 1000);
  }

  /** Nobody can get a new token now; the old one goes on as long as the services honour it. */
  private keepWithoutProvider(): void {
    if (this.current.kind === 'signed-in') {
      this.change({ ...this.current, isProviderAway: true });
      this.renewIn(retryMilliseconds);
    }
  }

  private renewWhenDue(): void {
    const { current, user } = this;
    const isDue = user !== undefined && (user.expires_in ?? 0) < renewBeforeSeconds;
    const isAway = current.kind === 'signed-in' && current.isProviderAway;
    if (!document.hidden && (isDue || isAway)) {
      void this.renew();
    }
  }

  private renewIn(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), milliseconds);
  }

  private forget(why: 'ended' | 'refused'): void {
    clearTimeout(this.timer);
    this.user = undefined;
    void this.provider.removeUser();
    this.change({ kind: 'signed-out', why });
  }

  private change(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** The library answers nobody where a sign-in was stopped half-way, as with no answer at all. */
function present(user: User | null): User {
  if (!user) {
    throw new Error('The provider answered, and signed nobody in');
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
