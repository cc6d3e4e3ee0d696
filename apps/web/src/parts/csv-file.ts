// What a spreadsheet would take for a formula, or for a step into the next cell.
const startOfFormula = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]/;

/** Text so that no spreadsheet runs it; a number stays the number that it is. */
const field = (value: string | number): string => {
  if (typeof value === 'number') {
    return String(value);
  }
  const harmless = startOfFormula.test(value) ? `'${value}` : value;
  return needsQuotes.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** A CSV file by RFC 4180, of what a page shows. */
export const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');

/** Leaves a file with the person who looks at the page. */
export function saveAs(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Saves a CSV file of what a page shows. */
export const saveCsv = (rows: readonly (readonly (string | number)[])[], name: string): void =>
  saveAs(new Blob([csvOf(rows)], { type: 'text/csv;charset=utf-8' }), name);
