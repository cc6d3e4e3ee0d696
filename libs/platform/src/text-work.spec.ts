import { z } from 'zod';
import { growingTexts, growthOf, mostGrowth } from '../../../test/support/work.js';
import { decodeCursor } from './cursor.js';
import { canonicalJson } from './database/idempotency.js';

const functions: Record<string, (text: string) => unknown> = {
  'reading a cursor': (text) => {
    try {
      return decodeCursor(Buffer.from(text).toString('base64url'), z.tuple([z.uuid()]));
    } catch (error) {
      return error;
    }
  },
  'the canonical form of a request': (text) => canonicalJson(['POST', text, { [text]: text }]),
};

describe.each(Object.entries(functions))(
  'Ten times the text is about ten times the work for %s',
  (_, work) => {
    it.each(Object.entries(growingTexts))('%s', (_name, textOf) => {
      expect(growthOf(work, textOf)).toBeLessThan(mostGrowth);
    });
  },
);
