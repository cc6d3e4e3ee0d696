import { languageCookie, readerOf } from './reader.js';

describe('The language of a reader', () => {
  const cookie = 'other=en; language=ru';
  const english = 'en-GB,en;q=0.9';

  it.each([
    ['what the request asks for', '/device?ui_locales=ru-RU%20en', { 'accept-language': english }, 'ru'],
    ['the first of ours that it asks for', '/device?ui_locales=de+en+ru', { cookie }, 'en'],
    ['what the last request asked for', '/device', { cookie, 'accept-language': english }, 'ru'],
    ['what it asked for, when this one asks for none of ours', '/device?ui_locales=de', { cookie }, 'ru'],
    ['what the browser prefers', '/device', { cookie: 'language=de', 'accept-language': 'ru' }, 'ru'],
    ['English otherwise', undefined, {}, 'en'],
  ])('is %s', (_, url, headers, language) => {
    expect(readerOf({ url, headers }).language).toBe(language);
  });

  it('is kept by a cookie once somebody asked for it', () => {
    const request = { url: '/device?ui_locales=ru', headers: {} };
    expect(languageCookie(request, 'http://localhost:4300/api/auth/oidc')).toBe(
      'language=ru; Path=/api/auth/oidc; HttpOnly; SameSite=Lax',
    );
    expect(languageCookie(request, 'https://ates.example')).toMatch(/Path=\/; .*; Secure$/);
    expect(languageCookie({ url: '/device', headers: {} }, 'https://ates.example')).toBeUndefined();
  });
});
