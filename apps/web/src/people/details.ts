import { randomId } from '@mantine/hooks';

/** Free-form details of a person. */
export type Details = Record<string, unknown>;

/** One detail as a form shows it. */
export interface DetailRow {
  /** Identifies the row while it is edited, whatever its name. */
  id: string;
  name: string;
  text: string;
  /** Whether the text is JSON, as for numbers, lists and objects, or the value itself. */
  isJson: boolean;
}

/** What is wrong with a row. */
export interface DetailProblems {
  name?: 'detailNameNeeded' | 'detailNameTaken';
  text?: 'detailNoJson';
}

export const longestDetailName = 100;

/** Details as rows in the order of their names: texts as they are, every other value as JSON. */
export const rowsOf = (details: Details): DetailRow[] =>
  Object.entries(details)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, value]) => ({
      id: name,
      name,
      text: typeof value === 'string' ? value : JSON.stringify(value, undefined, 2),
      isJson: typeof value !== 'string',
    }));

export const newRow = (): DetailRow => ({ id: randomId('detail-'), name: '', text: '', isJson: false });

/** Rows without a name and a value do not count. */
const isBlank = ({ name, text }: DetailRow): boolean => name.trim() === '' && text.trim() === '';

/** What is wrong with each row, by its id; rows that are fine are left out. */
export function detailProblems(rows: readonly DetailRow[]): Map<string, DetailProblems> {
  const problems = new Map<string, DetailProblems>();
  const names = new Set<string>();
  for (const row of rows.filter((one) => !isBlank(one))) {
    const name = row.name.trim();
    const found: DetailProblems = {
      ...(name === '' ? { name: 'detailNameNeeded' as const } : {}),
      ...(names.has(name) ? { name: 'detailNameTaken' as const } : {}),
      ...(row.isJson && parsed(row.text) === undefined ? { text: 'detailNoJson' as const } : {}),
    };
    names.add(name);
    if (Object.keys(found).length > 0) {
      problems.set(row.id, found);
    }
  }
  return problems;
}

/** The details that the rows hold; undefined if something is wrong with a row. */
export function detailsOf(rows: readonly DetailRow[]): Details | undefined {
  if (detailProblems(rows).size > 0) {
    return undefined;
  }
  const entries = rows
    .filter((row) => !isBlank(row))
    .map(({ name, text, isJson }) => [name.trim(), isJson ? parsed(text)?.value : text]);
  return Object.fromEntries(entries) as Details;
}

/** Undefined if the text is not JSON. */
function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
