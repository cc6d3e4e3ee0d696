const setting = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="ates-${name}"]`)?.content ?? '';

/** Settings the server put into the page's `<meta>` tags. */
export const pageSettings = {
  /** Nonce for style elements created in the browser; the Content-Security-Policy blocks those without it. */
  styleNonce: setting('style-nonce'),
  /** URL of the OpenID provider. */
  issuer: setting('issuer'),
};
