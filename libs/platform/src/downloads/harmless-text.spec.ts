import fc from 'fast-check';
import { parseCsv } from 'hucre/csv';
import { processorMilliseconds } from '../../../../test/support/work.js';
import { harmlessText } from './harmless-text.js';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

// As a spreadsheet reads a field: it skips blanks, quotes and invisible characters.
const beginsFormula = /^[\s"\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u;
const beginsLongerFormula = /^[\s"\p{Cc}\p{Cf}]*[=+\-@＝＋－＠][^\s"]/u;

const separators = [',', ';', '\t', '|', ':', '\n', '\r', '\u2028', '\u0085', '\v', '\f'];

describe('Text that people wrote, escaped for a CSV file', () => {
  it.each([
    ['Починить насест;=1+41;ок', "Починить насест;'=1+41;ок"],
    ['=1+1', "'=1+1"],
    ['+49 30 1234', "'+49 30 1234"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1+1', "  '=1+1"],
    ['\t=1+1', "\t'=1+1"],
    ['\r=1+1', "\r'=1+1"],
    ['\u00a0=1+1', "\u00a0'=1+1"],
    ['\ufeff=1+1', "\ufeff'=1+1"],
    ['\u200b=1+1', "\u200b'=1+1"],
    ['"=1+1"', `"'=1+1"`],
    ['ok; "=1+1"', `ok; "'=1+1"`],
    ['ok,=1+1', "ok,'=1+1"],
    ['ok|=cmd|x', "ok|'=cmd|x"],
    ['ok:@SUM(A1)', "ok:'@SUM(A1)"],
    ['first\n=1+1', "first\n'=1+1"],
    ['first\u2028=1+1', "first\u2028'=1+1"],
    ['＝1＋1', "'＝1＋1"],
    ['ok;－1', "ok;'－1"],
    ['ok =1+1', "ok '=1+1"],
    [';;;=1;+2;-3;@x', ";;;'=1;'+2;'-3;'@x"],
    ['==1', "'==1"],
  ])('escapes %j as %j', (text, expected) => {
    expect(harmlessText(text)).toBe(expected);
  });

  it.each([
    '[POPUG-42] - Fix the perch',
    'a = b',
    'one-to-one, e-mail@example.org; 1+1=2',
    'Попугай 🦜 — лучший',
    "it's fine",
    '',
  ])('leaves %j unchanged', (text) => {
    expect(harmlessText(text)).toBe(text);
  });

  const texts = fc.string({
    unit: fc.constantFrom(...separators, ...Array.from('=+-@＝＋－＠"\' \u00a0\u200baЖ1')),
    maxLength: 24,
  });

  it.each(separators)('starts no formula for a reader that splits at %j and ignores quotes', (separator) => {
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const line = `0198,${quoted(harmlessText(first))},7.50,${quoted(harmlessText(second))}`;
        for (const field of line.split(separator)) {
          expect(field).not.toMatch(beginsFormula);
        }
      }),
    );
  });

  it('starts no formula for a reader that splits at blanks', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const field of quoted(harmlessText(text)).split(/\s/)) {
          expect(field).not.toMatch(beginsLongerFormula);
        }
      }),
    );
  });

  it.each([',', ';', '\t', '|'])(
    'starts no formula for a reader that splits at %j and honours quotes',
    (delimiter) => {
      fc.assert(
        fc.property(texts, (text) => {
          const rows = parseCsv(`0198,${quoted(harmlessText(text))},7.50\r\n`, { delimiter });
          for (const field of rows.flat()) {
            expect(field).not.toMatch(beginsFormula);
          }
        }),
      );
    },
  );

  it('is escaped in linear time', () => {
    for (const character of ['=', ';', '\t', ' ', '"', '\u200b', ' =']) {
      const timeFor = (count: number): number => {
        const text = `${character.repeat(count)}x`;
        const before = processorMilliseconds();
        harmlessText(text);
        return processorMilliseconds() - before;
      };
      timeFor(100_000);
      // Quadratic time would be minutes.
      expect(timeFor(1_000_000)).toBeLessThan(2000);
    }
  });
});
