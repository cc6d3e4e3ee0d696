import { z } from 'zod';

/** Thrown by a parse function for invalid text; the message is the reason. */
export class Unreadable extends Error {}

/** Turns a parse function that throws Unreadable into a schema transform. */
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
