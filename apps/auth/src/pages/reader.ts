import { firstOfOurs, languageOf, type Language } from './language.js';

/** The reader of a page. */
export interface Reader {
  language: Language;
  /** The page's own address, for links to its other languages; undefined if it can't be requested again. */
  address: string | undefined;
}

/** The parts of a request that identify its reader. */
interface PageRequest {
  url?: string | undefined;
  headers: { cookie?: string | undefined; 'accept-language'?: string | undefined };
}

/**
 * The reader behind a request. The language comes from `ui_locales` of this request, else from this browser's language
 * cookie, else from Accept-Language. `address` is the page's own address, if it has one.
 */
export const readerOf = ({ url, headers }: PageRequest, address?: string): Reader => ({
  language:
    requestedLanguage(url) ?? rememberedLanguage(headers.cookie) ?? languageOf(headers['accept-language']),
  address,
});

/** The `Set-Cookie` value that stores the language this request asks for; undefined if it asks for none. */
export function languageCookie({ url }: PageRequest, issuer: string): string | undefined {
  const language = requestedLanguage(url);
  const { pathname, protocol } = new URL(issuer);
  const secure = protocol === 'https:' ? '; Secure' : '';
  return language && `${cookieName}=${language}; Path=${pathname}; HttpOnly; SameSite=Lax${secure}`;
}

/** A page's address with its language as a parameter. */
export function addressIn(language: Language, address: string): string {
  const [path = '', query] = address.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set(parameterName, language);
  return `${path}?${parameters.toString()}`;
}

const parameterName = 'ui_locales';
const cookieName = 'language';

function requestedLanguage(url: string | undefined): Language | undefined {
  const locales = new URLSearchParams(url?.split('?')[1]).get(parameterName);
  return firstOfOurs(locales?.split(' ') ?? []);
}

function rememberedLanguage(cookies: string | undefined): Language | undefined {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='));
  return firstOfOurs(pairs.filter(([name]) => name === cookieName).map(([, value = '']) => value));
}
