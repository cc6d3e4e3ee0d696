// The characters that start a formula in a spreadsheet, in full and half width.
const formula = /[=+\-@＝＋－＠﹦﹢﹣﹫−]/u;

// The characters that may separate fields or lines, whatever the reader's settings: Excel uses the list separator of
// the machine's locale, and both Excel and LibreOffice let the user choose.
const separator = /[,;:|\t\n\r\v\f\u0085\u2028\u2029]/u;

const blank = /\s/u;

// Skipped by spreadsheets before the start of a formula.
const ignored = /["\p{Cc}\p{Cf}]/u;

/**
 * Escapes text that people wrote so that no spreadsheet runs any part of it as a formula, not even one that splits at
 * another separator and ignores quotes: an apostrophe is inserted before the first character of each formula. Prose
 * stays unchanged (`[POPUG-42] - Fix the perch`). Takes linear time.
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
      // A blank can be a separator, too, but then a sign on its own is a separate field, and harmless.
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
