// @ts-check
// Signs a person in as the web UI does: authorization code with PKCE over HTTP, filling in the sign-in form.
import * as openid from 'openid-client';

/**
 * A minimal browser for signing in: keeps cookies and follows redirects until `stopAt`.
 */
class CookieBrowser {
  /** @type {Map<string, string>} */
  #cookies = new Map();

  /**
   * @param {string} url
   * @param {RequestInit} [init]
   */
  async fetch(url, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return response;
  }

  /**
   * Follows redirects from `url` until one leads to `stopAt` (then `response` is undefined) or a page is returned.
   * @param {string} url
   * @param {string} stopAt
   * @param {RequestInit} [init]
   */
  async follow(url, stopAt, init) {
    const mostRedirects = 15;
    let response = await this.fetch(url, init);
    for (let count = 0; count < mostRedirects; count += 1) {
      const location = response.headers.get('location');
      if (!location) {
        return { url, response };
      }
      url = new URL(location, url).href;
      if (url.startsWith(stopAt)) {
        return { url, response: undefined };
      }
      response = await this.fetch(url);
    }
    throw new Error(`${mostRedirects} redirects did not lead to ${stopAt}; the last one was ${url}`);
  }
}

/**
 * Fills in the form of a sign-in page.
 * @param {string} html
 * @param {string} email
 * @param {string} password
 */
function fillForm(html, email, password) {
  const action = html.match(/<form[^>]*\saction="([^"]+)"/)?.[1];
  if (!action) {
    throw new Error('The sign-in page has no form');
  }
  const fields = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const name = input.match(/\sname="([^"]+)"/)?.[1];
    const type = input.match(/\stype="([^"]+)"/)?.[1];
    const value = input.match(/\svalue="([^"]*)"/)?.[1] ?? '';
    if (name) {
      fields.set(name, type === 'password' ? password : name === 'email' ? email : value);
    }
  }
  return { action: action.replaceAll('&amp;', '&'), fields };
}

/** @param {string} issuer */
export const discover = (issuer) =>
  openid.discovery(new URL(issuer), 'web', undefined, openid.None(), {
    // On one machine, everything uses plain HTTP on the loopback address.
    execute: [openid.allowInsecureRequests],
  });

/**
 * Signs in and returns the tokens. Throws with the message of the page when the password is wrong.
 * @param {{ issuer: string, redirectUri: string, email: string, password: string }} options
 */
export async function signIn({ issuer, redirectUri, email, password }) {
  const configuration = await discover(issuer);
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const address = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  });
  const browser = new CookieBrowser();
  const page = await browser.follow(address.href, redirectUri);
  if (!page.response) {
    throw new Error('The provider did not ask for a password');
  }
  const form = fillForm(await page.response.text(), email, password);
  const answer = await browser.follow(new URL(form.action, page.url).href, redirectUri, {
    method: 'POST',
    body: form.fields,
  });
  if (answer.response) {
    const text = await answer.response.text();
    const said = text.match(/role="alert"[^>]*>([^<]*)/)?.[1] ?? '';
    throw new Error(`${email} was not signed in (${answer.response.status}): ${said.trim()}`);
  }
  return openid.authorizationCodeGrant(configuration, new URL(answer.url), {
    pkceCodeVerifier: verifier,
    expectedState: state,
  });
}
