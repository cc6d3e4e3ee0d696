import { UserManager } from 'oidc-client-ts';

const path = '/silent';

/** Where the provider sends the hidden frame back to that a sign-in without questions is made in. */
export const silentSignInAddress = (): string => `${location.origin}${path}`;

/** Whether this page is that frame. */
export const isSilentSignIn = (): boolean => location.pathname === path;

/** Hands the provider's answer, which is in this frame's address, to the page around it. */
export const tellSilentSignIn = (): Promise<void> =>
  new UserManager({ authority: location.origin, client_id: 'web', redirect_uri: silentSignInAddress() })
    .signinSilentCallback()
    .catch(() => undefined);
