import { z } from 'zod';
import { cleanedText, hasSomethingVisible, inOneSpelling, refusalOf } from './text.js';

/** A text in an answer of another service, which is whatever it is. */
export const foreignText = z.string().transform(cleanedText);

const keepsItself = (text: string, context: { addIssue: (issue: z.core.$ZodRawIssue) => void }): void => {
  const refusal = refusalOf(text);
  if (refusal !== undefined) {
    context.addIssue({ code: 'custom', message: refusal, input: text, continue: false });
  }
};

// A letter can be written as several characters that become one; nothing that people write needs more.
const charactersOfALetter = 4;

export interface TextRules {
  /** How many characters it may have, blank ends left out. */
  longest: number;
  /** Whether it may have line breaks; it may not when left out. */
  hasLines?: boolean;
}

/**
 * A text that a person writes: a name, a description, a reason, what they search for. Every text field of every service
 * is made of this. The length is checked first, so that nothing else ever looks at more than a few thousand characters;
 * then it is refused for what no keyboard sends (half a character, control characters), brought to one spelling, and
 * refused again when it shows nothing.
 */
export const writtenText = ({ longest, hasLines = false }: TextRules) =>
  z
    .string()
    .max(longest * charactersOfALetter, { error: tooLong(longest), abort: true })
    .superRefine(keepsItself)
    .overwrite(inOneSpelling)
    .trim()
    .min(1, { error: 'must not be empty', abort: true })
    .max(longest, { error: tooLong(longest), abort: true })
    .refine(hasSomethingVisible, { error: 'must have something to see', abort: true })
    .refine((text) => hasLines || !/[\t\n]/.test(text), 'must be one line');

const tooLong = (longest: number): string => `must have at most ${longest} characters`;

/** A secret that a person makes up: kept as a hash of its one spelling, so refused for what nobody can type again. */
export const writtenSecret = ({ shortest, longest }: { shortest: number; longest: number }) =>
  z
    .string()
    .max(longest, { error: tooLong(longest), abort: true })
    .min(shortest, { error: `must have at least ${shortest} characters`, abort: true })
    .superRefine(keepsItself);
