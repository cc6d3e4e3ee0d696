import { UserManager } from 'oidc-client-ts';
import { silentRedirectUri } from './silent-redirect.js';

/*
 * The page in the hidden frame of a silent sign-in (silent.html). It only passes the provider's response, which is in
 * the frame's URL, to the page around it, so it loads nothing else of the web UI.
 */
const provider = { authority: location.origin, client_id: 'web', redirect_uri: silentRedirectUri() };
void new UserManager(provider).signinSilentCallback().catch(() => undefined);
