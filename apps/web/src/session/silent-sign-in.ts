import { UserManager } from 'oidc-client-ts';

const path = '/silent';

/** Redirect URI of a silent sign-in, which runs in a hidden frame. */
export const silentRedirectUri = (): string => `${location.origin}${path}`;

/** Whether this page is the hidden frame of a silent sign-in. */
export const isSilentSignIn = (): boolean => location.pathname === path;

/** Passes the provider's response, which is in this frame's URL, to the parent page. */
export const finishSilentSignIn = (): Promise<void> =>
  new UserManager({ authority: location.origin, client_id: 'web', redirect_uri: silentRedirectUri() })
    .signinSilentCallback()
    .catch(() => undefined);
