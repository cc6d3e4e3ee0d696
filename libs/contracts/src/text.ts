// Direction characters (U+061C, U+200E to U+202E, U+2066 to U+2069) make text read otherwise than it is written, and
// nobody sees them in what they paste.
const directions = /\p{Bidi_Control}/gu;
const lineBreaks = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

// Putting marks in order takes a time that grows with the square of their number, here and in PostgreSQL. No language
// has more than a few on a letter; Unicode (UAX 15) knows texts with at most 30 as stream-safe.
const mostMarks = 30;
const mark = /\p{M}/u;

// Nothing that PostgreSQL keeps in a text or a JSON document may be half a character or NUL.
const halves = /\p{Surrogate}/gu;
const controls = /[^\P{Cc}\t\n]/gu;

// Neither white space, nor a control, nor what Unicode lets fonts ignore, nor a blank of a script.
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{1d159}]/u;

/** Whether somebody who looks at the text sees something. */
export const hasSomethingVisible = (text: string): boolean => visible.test(text);

/** Whether there are more marks in a row than any letter has. */
function hasTooManyMarks(text: string): boolean {
  let inARow = 0;
  for (const character of text) {
    inARow = mark.test(character) ? inARow + 1 : 0;
    if (inARow > mostMarks) {
      return true;
    }
  }
  return false;
}

/** Letters and accents as one character each where there is one (NFC); a text with too many marks in a row as it is. */
export const composed = (text: string): string => (hasTooManyMarks(text) ? text : text.normalize('NFC'));

/** One spelling of what looks the same: composed, `\n` between lines, no direction characters. */
export const inOneSpelling = (text: string): string =>
  composed(text.replace(directions, '').replace(lineBreaks, '\n'));

/**
 * A text that another service or a foreign publisher sent, as ours keep it. It is never refused: one odd letter must not
 * hold up everything else. Takes a time in proportion to the length.
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
      return inARow <= mostMarks;
    })
    .join('');
}

/** Why a text of a person cannot be kept; undefined when it can. */
export function refusalOf(text: string): string | undefined {
  if (text.search(halves) >= 0) {
    return 'must not contain half a character (a lone surrogate)';
  }
  if (text.replace(lineBreaks, '\n').search(controls) >= 0) {
    return 'must not contain control characters';
  }
  return hasTooManyMarks(text.replace(directions, ''))
    ? `must not have more than ${mostMarks} accents in a row`
    : undefined;
}

/** How deep a document of free-form details may be nested. */
export const deepestDetails = 10;

/** Why a document has a text that cannot be kept, or is nested too deep; undefined when all is well. */
export function refusalOfDetails(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') {
    return refusalOf(value);
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (depth === deepestDetails) {
    return `must not be nested more than ${deepestDetails} times`;
  }
  for (const [key, part] of Object.entries(value)) {
    const refusal = refusalOf(key) ?? refusalOfDetails(part, depth + 1);
    if (refusal !== undefined) {
      return refusal;
    }
  }
  return undefined;
}

/** The same document with every text in one spelling, the names of its fields too. */
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
