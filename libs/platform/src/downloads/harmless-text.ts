// What a spreadsheet takes for the start of a formula, in full and in half width.
const formula = /[=+\-@＝＋－＠﹦﹢﹣﹫−]/u;

// What may separate fields or lines, whatever the reader's settings are: Excel takes the list separator of the
// machine's locale, and both Excel and LibreOffice let the reader choose.
const separator = /[,;:|\t\n\r\v\f\u0085\u2028\u2029]/u;

const blank = /\s/u;

// Passed over by the reader on the way to the start of a formula.
const ignored = /["\p{Cc}\p{Cf}]/u;

/**
 * Text that people wrote, so that no spreadsheet runs any part of it as a formula, also one that splits the text at
 * another separator than the file's and takes no notice of quotes: an apostrophe stands before the first character of
 * each formula. Prose stays as it is (`[POPUG-42] - Fix the perch`). Linear in the text's length.
 */
export function harmlessText(text: string): string {
  let harmless = '';
  let written = 0;
  let isAtStart = true;
  let isAfterBlank = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (separator.test(character)) {
      isAtStart = true;
    } else if (blank.test(character)) {
      isAfterBlank = true;
    } else if (!ignored.test(character)) {
      // A blank may be a separator too, but then a sign that stands alone is a field of its own, and harmless.
      const begins = isAtStart || (isAfterBlank && /\S/u.test(text.charAt(index + 1)));
      if (begins && formula.test(character)) {
        harmless += `${text.slice(written, index)}'`;
        written = index;
      }
      isAtStart = false;
      isAfterBlank = false;
    }
  }
  return harmless + text.slice(written);
}
