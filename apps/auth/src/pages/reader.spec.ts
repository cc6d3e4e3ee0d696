import { languageCookie, readerOf } from './reader.js';

describe('The language of a reader', () => {
  const cookie = 'other=en; language=ru';
  const english = 'en-GB,en;q=0.9';

  it.each([
    ['the one the request asks for', '/device?ui_locales=ru-RU%20en', { 'accept-language': english }, 'ru'],
    ['the first supported one the request asks for', '/device?ui_locales=de+en+ru', { cookie }, 'en'],
    ['the one in the cookie', '/device', { cookie, 'accept-language': english }, 'ru'],
    [
      'the one in the cookie if the request asks for no supported one',
      '/device?ui_locales=de',
      { cookie },
      'ru',
    ],
    ['the one the browser prefers', '/device', { cookie: 'language=de', 'accept-language': 'ru' }, 'ru'],
    ['English otherwise', undefined, {}, 'en'],
  ])('is %s', (_, url, headers, language) => {
    expect(readerOf({ url, headers }).language).toBe(language);
  });

  it('is stored in a cookie when a request asks for it', () => {
    const request = { url: '/device?ui_locales=ru', headers: {} };
    expect(languageCookie(request, 'http://localhost:4300/api/auth/oidc')).toBe(
      'language=ru; Path=/api/auth/oidc; HttpOnly; SameSite=Lax',
    );
    expect(languageCookie(request, 'https://ates.example')).toMatch(/Path=\/; .*; Secure$/);
    expect(languageCookie({ url: '/device', headers: {} }, 'https://ates.example')).toBeUndefined();
  });
});
