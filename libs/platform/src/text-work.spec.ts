import { z } from 'zod';
import { growingTexts, growthOf, maximumGrowth } from '../../../test/support/work.js';
import { decodeCursor } from './cursor.js';
import { canonicalJson } from './database/idempotency.js';

const functions: Record<string, (text: string) => unknown> = {
  'decoding a cursor': (text) => {
    try {
      return decodeCursor(Buffer.from(text).toString('base64url'), z.tuple([z.uuid()]));
    } catch (error) {
      return error;
    }
  },
  'canonicalizing a request': (text) => canonicalJson(['POST', text, { [text]: text }]),
};

describe.each(Object.entries(functions))('Work grows linearly with the length of the text: %s', (_, work) => {
  it.each(Object.entries(growingTexts))('%s', (_name, textOf) => {
    expect(growthOf(work, textOf)).toBeLessThan(maximumGrowth);
  });
});
