import { growingTexts, growthOf, mostGrowth } from '../../../../test/support/work.js';
import { markup } from './html.js';
import { languageOf } from './language.js';
import { languageCookie, readerOf } from './reader.js';

const issuer = 'http://127.0.0.1/oidc';

const functions: Record<string, (text: string) => unknown> = {
  'escaping what a person typed': (text) => markup`<b>${text}</b>`.text,
  'the language that a browser prefers': languageOf,
  'the languages that a request asks for': (text) =>
    languageCookie({ url: `/?ui_locales=${text}`, headers: {} }, issuer),
  'the cookies of a browser': (cookie) => readerOf({ headers: { cookie } }),
};

describe.each(Object.entries(functions))(
  'Ten times the text is about ten times the work for %s',
  (_, work) => {
    it.each(Object.entries(growingTexts))('%s', (_name, textOf) => {
      expect(growthOf(work, textOf)).toBeLessThan(mostGrowth);
    });
  },
);
