import { z } from 'zod';

/** Thrown by what reads a text, when it is not one that can be taken; the message says why. */
export class Unreadable extends Error {}

/** The transform of a schema whose text is read by a function that throws Unreadable. */
export const reading =
  (read: (text: string) => string) =>
  (text: string, { addIssue }: z.RefinementCtx): string => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof Unreadable)) {
        throw error;
      }
      addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  };
