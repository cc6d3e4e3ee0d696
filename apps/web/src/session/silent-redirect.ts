/** Redirect URI of a silent sign-in, which runs in a hidden frame; the origin answers it with silent.html. */
export const silentRedirectUri = (): string => `${location.origin}/silent`;
