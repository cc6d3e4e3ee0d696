const setting = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="ates-${name}"]`)?.content ?? '';

/** What the server told this page about itself, in its head. */
export const pageSettings = {
  /** Styles that are made in the browser carry it; the Content-Security-Policy allows no others. */
  styleNonce: setting('style-nonce'),
  /** The OpenID provider that people sign in at. */
  issuer: setting('issuer'),
};
