import { languageOf } from './language.js';

describe('The language of pages by Accept-Language', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['ru', 'ru'],
    ['ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7', 'ru'],
    ['en-GB,en;q=0.9,ru;q=0.8', 'en'],
    ['de,fr;q=0.9', 'en'],
    ['de,ru;q=0.5,en;q=0.4', 'ru'],
    ['en;q=0.3, RU;q=0.6', 'ru'],
    ['ru;q=0', 'en'],
    ['*;q=perch,;;', 'en'],
  ])('%p gives %s', (acceptLanguage, language) => {
    expect(languageOf(acceptLanguage)).toBe(language);
  });
});
