import { csvOf } from './csv-file.js';

describe('A CSV file of what a page shows', () => {
  it('has a line for each row, and quotes where a text needs them', () => {
    expect(
      csvOf([
        ['date', 'income'],
        ['2026-03-02', -24.5],
        ['Polly, "the first"', 3],
      ]),
    ).toBe('date,income\r\n2026-03-02,-24.5\r\n"Polly, ""the first""",3\r\n');
  });

  it('holds nothing that a spreadsheet runs', () => {
    expect(csvOf([['=HYPERLINK("x")'], ['@sum'], ['+1'], ['-1']])).toBe(
      `"'=HYPERLINK(""x"")"\r\n'@sum\r\n'+1\r\n'-1\r\n`,
    );
  });
});
