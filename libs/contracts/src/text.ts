import { refusal, type Refusal } from './refusal.js';

// Direction characters (U+061C, U+200E to U+202E, U+2066 to U+2069) change the order in which text is displayed, and go
// unnoticed in pasted text.
const directions = /\p{Bidi_Control}/gu;
const lineBreaks = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

// Normalizing the order of marks takes quadratic time in their number, here and in PostgreSQL. No language has more
// than a few on a letter; Unicode (UAX 15) calls a text with at most 30 stream-safe.
const maxMarks = 30;
const mark = /\p{M}/u;

// PostgreSQL stores neither lone surrogates nor NUL in text or JSON.
const halves = /\p{Surrogate}/gu;
const controls = /[^\P{Cc}\t\n]/gu;

// Not white space, a control character, a default-ignorable code point, or a blank of a script.
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{1d159}]/u;

/** Whether the text has a visible character. */
export const hasSomethingVisible = (text: string): boolean => visible.test(text);

/** Whether there are more consecutive marks than any letter has. */
function hasTooManyMarks(text: string): boolean {
  let inARow = 0;
  for (const character of text) {
    inARow = mark.test(character) ? inARow + 1 : 0;
    if (inARow > maxMarks) {
      return true;
    }
  }
  return false;
}

/** Composes letters and accents (NFC); returns a text with too many consecutive marks unchanged. */
export const composed = (text: string): string => (hasTooManyMarks(text) ? text : text.normalize('NFC'));

/** Normalizes texts that look the same: composed, `\n` between lines, no direction characters. */
export const inOneSpelling = (text: string): string =>
  composed(text.replace(directions, '').replace(lineBreaks, '\n'));

/**
 * Cleans a text from another service or a foreign publisher. Never rejects it, because one odd character must not block
 * everything else. Takes linear time.
 */
export function cleanedText(text: string): string {
  const whole = text
    .replace(halves, '\uFFFD')
    .replace(lineBreaks, '\n')
    .replace(controls, '')
    .replace(directions, '');
  return inOneSpelling(hasTooManyMarks(whole) ? withFewerMarks(whole) : whole);
}

function withFewerMarks(text: string): string {
  let inARow = 0;
  return Array.from(text)
    .filter((character) => {
      inARow = mark.test(character) ? inARow + 1 : 0;
      return inARow <= maxMarks;
    })
    .join('');
}

/** Returns why a user's text cannot be stored; undefined if it can. */
export function refusalOf(text: string): Refusal | undefined {
  if (text.search(halves) >= 0) {
    return refusal('half-character', 'must not contain half a character (a lone surrogate)');
  }
  if (text.replace(lineBreaks, '\n').search(controls) >= 0) {
    return refusal('control-character', 'must not contain control characters');
  }
  return hasTooManyMarks(text.replace(directions, ''))
    ? refusal('too-many-accents', `must not have more than ${maxMarks} consecutive accents`, {
        max: maxMarks,
      })
    : undefined;
}

/** The maximum nesting depth of free-form details. */
export const deepestDetails = 10;

/** Returns why a document cannot be stored: an invalid text, or too deep nesting; undefined if it can. */
export function refusalOfDetails(value: unknown, depth = 0): Refusal | undefined {
  if (typeof value === 'string') {
    return refusalOf(value);
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (depth === deepestDetails) {
    return refusal('nested-too-deeply', `must not be nested more than ${deepestDetails} levels deep`, {
      max: deepestDetails,
    });
  }
  for (const [key, part] of Object.entries(value)) {
    const reason = refusalOf(key) ?? refusalOfDetails(part, depth + 1);
    if (reason !== undefined) {
      return reason;
    }
  }
  return undefined;
}

/** Normalizes every text of a document, including field names. */
export function detailsInOneSpelling(value: unknown): unknown {
  if (typeof value === 'string') {
    return inOneSpelling(value);
  }
  if (Array.isArray(value)) {
    return value.map(detailsInOneSpelling);
  }
  return typeof value === 'object' && value !== null ? recordInOneSpelling(value) : value;
}

export const recordInOneSpelling = (record: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).map(([key, part]) => [inOneSpelling(key), detailsInOneSpelling(part)]),
  );
