import { z } from 'zod';
import { refusal, refusedIssue, type Refusal } from './refusal.js';

/** Thrown by a parse function for invalid text, with the arguments of `refusal`. */
export class Unreadable extends Error {
  readonly refusal: Refusal;

  constructor(...reason: Parameters<typeof refusal>) {
    super(reason[1]);
    this.refusal = refusal(...reason);
  }
}

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
      addIssue(refusedIssue(error.refusal, text));
      return z.NEVER;
    }
  };
