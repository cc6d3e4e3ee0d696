import { z } from 'zod';
import { refusal, refusedIssue } from './refusal.js';
import { cleanedText, hasSomethingVisible, inOneSpelling, refusalOf } from './text.js';

/** Any text in a response of another service. */
export const foreignText = z.string().transform(cleanedText);

const canBeStored = (text: string, context: { addIssue: (issue: z.core.$ZodRawIssue) => void }): void => {
  const reason = refusalOf(text);
  if (reason !== undefined) {
    context.addIssue(refusedIssue(reason, text));
  }
};

// Several characters can compose into one letter; nothing that people write needs more than this.
const charactersOfALetter = 4;

export interface TextRules {
  /** Maximum number of characters, without surrounding blanks. */
  longest: number;
  /** Whether line breaks are allowed; defaults to false. */
  hasLines?: boolean;
}

/**
 * A text that a person writes: a name, a description, a reason, a search text. Every text field of every service uses
 * it. Checks the length first, so that nothing else processes more than a few thousand characters; then rejects what no
 * keyboard sends (lone surrogates, control characters), normalizes the text, and rejects it if nothing in it is
 * visible.
 */
export const writtenText = ({ longest, hasLines = false }: TextRules) =>
  z
    .string()
    .refine((text) => text.length <= longest * charactersOfALetter, {
      ...refusal('too-long', tooLong(longest), { max: longest }),
      abort: true,
    })
    .superRefine(canBeStored)
    .overwrite(inOneSpelling)
    .trim()
    .min(1, { error: 'must not be empty', abort: true })
    .max(longest, { error: tooLong(longest), abort: true })
    .refine(hasSomethingVisible, {
      ...refusal('invisible', 'must have a visible character'),
      abort: true,
    })
    .refine((text) => hasLines || !/[\t\n]/.test(text), refusal('several-lines', 'must be one line'));

const tooLong = (longest: number): string => `must have at most ${longest} characters`;

/**
 * A secret that a person chooses. Stored as a hash of its normalized text, so characters no one can type again are
 * rejected.
 */
export const writtenSecret = ({ shortest, longest }: { shortest: number; longest: number }) =>
  z
    .string()
    .max(longest, { error: tooLong(longest), abort: true })
    .min(shortest, { error: `must have at least ${shortest} characters`, abort: true })
    .superRefine(canBeStored);
