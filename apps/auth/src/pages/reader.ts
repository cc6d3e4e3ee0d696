import { firstOfOurs, languageOf, type Language } from './language.js';

/** Whom a page is written for. */
export interface Reader {
  language: Language;
  /** Where the same page is in other languages; undefined where it cannot be asked for again. */
  address: string | undefined;
}

/** What of a request tells about its reader. */
export interface PageRequest {
  url?: string | undefined;
  headers: { cookie?: string | undefined; 'accept-language'?: string | undefined };
}

/**
 * The reader behind a request. The language is what `ui_locales` of this request asks for, else what the last one of
 * this browser did, else what the browser prefers. `address` is the page's own, if it has one.
 */
export const readerOf = ({ url, headers }: PageRequest, address?: string): Reader => ({
  language: askedFor(url) ?? remembered(headers.cookie) ?? languageOf(headers['accept-language']),
  address,
});

/** The cookie by which a browser keeps the language that this request asks for; undefined when it asks for none. */
export function languageCookie({ url }: PageRequest, issuer: string): string | undefined {
  const language = askedFor(url);
  const { pathname, protocol } = new URL(issuer);
  const secure = protocol === 'https:' ? '; Secure' : '';
  return language && `${cookieName}=${language}; Path=${pathname}; HttpOnly; SameSite=Lax${secure}`;
}

/** A page's address, with the language that it is to be in. */
export function addressIn(language: Language, address: string): string {
  const [path = '', query] = address.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set(parameterName, language);
  return `${path}?${parameters.toString()}`;
}

const parameterName = 'ui_locales';
const cookieName = 'language';

function askedFor(url: string | undefined): Language | undefined {
  const locales = new URLSearchParams(url?.split('?')[1]).get(parameterName);
  return firstOfOurs(locales?.split(' ') ?? []);
}

function remembered(cookies: string | undefined): Language | undefined {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='));
  return firstOfOurs(pairs.filter(([name]) => name === cookieName).map(([, value = '']) => value));
}
