import type { SomeWords } from '../vocabulary.js';

/** The company's own vocabulary: whoever works here is a popug. */
export const popug: SomeWords = {
  common: { role_employee: 'Popug', product: 'UberPopug aTES' },
};
