import { growingTexts, growthOf, maximumGrowth } from '../../../../test/support/work.js';
import { markup } from './html.js';
import { languageOf } from './language.js';
import { languageCookie, readerOf } from './reader.js';

const issuer = 'http://127.0.0.1/oidc';

const functions: Record<string, (text: string) => unknown> = {
  'escaping user input': (text) => markup`<b>${text}</b>`.text,
  'parsing Accept-Language': languageOf,
  'parsing ui_locales': (text) => languageCookie({ url: `/?ui_locales=${text}`, headers: {} }, issuer),
  'parsing cookies': (cookie) => readerOf({ headers: { cookie } }),
};

describe.each(Object.entries(functions))(
  'Ten times longer input takes about ten times the work: %s',
  (_, work) => {
    it.each(Object.entries(growingTexts))('%s', (_name, textOf) => {
      expect(growthOf(work, textOf)).toBeLessThan(maximumGrowth);
    });
  },
);
