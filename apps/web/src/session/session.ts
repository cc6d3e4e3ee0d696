import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
  type User,
} from 'oidc-client-ts';
import { pageSettings } from '../app/page-settings.js';
import type { Role } from './roles.js';
import { silentSignInAddress } from './silent-sign-in.js';

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
 * The session of this tab (A2). Tokens are in memory alone: another tab, and this one after a reload, signs in anew
 * without questions for as long as the provider's own session lasts. Signing out reaches every tab.
 */
class Session {
  private readonly listeners = new Set<() => void>();
  private readonly otherTabs = new BroadcastChannel('ates-session');
  private current: SessionState = { kind: 'beginning' };
  private user: User | undefined;
  private renewal: ReturnType<typeof setTimeout> | undefined;
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
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // What a sign-in under way needs to come back: no token.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });

  constructor() {
    this.otherTabs.addEventListener('message', () => this.forget('ended'));
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
  async begin(): Promise<void> {
    try {
      this.take(await this.provider.signinSilent({ ui_locales: document.documentElement.lang }));
    } catch (error) {
      const isOver = error instanceof ErrorResponse;
      if (isOver) {
        // The provider has one session for all tabs. Whoever comes back from signing out learns so here.
        this.otherTabs.postMessage('signed-out');
      }
      this.change({ kind: 'signed-out', why: isOver ? undefined : 'provider-away' });
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

  /** Gets a new token at once; true when there is one. */
  async renew(): Promise<boolean> {
    try {
      this.take(await this.provider.signinSilent());
      return true;
    } catch (error) {
      if (error instanceof ErrorResponse) {
        this.forget('ended');
        return false;
      }
      this.keepWithoutProvider();
      return false;
    }
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

  private renewIn(milliseconds: number): void {
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => void this.renew(), milliseconds);
  }

  private forget(why: 'ended' | 'refused'): void {
    clearTimeout(this.renewal);
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

const personOf = ({ profile }: User): SignedIn => ({
  id: profile.sub,
  name: profile.name ?? profile.email ?? profile.sub,
  email: profile.email ?? '',
  roles: (profile['roles'] ?? []) as Role[],
});

export const session = new Session();
