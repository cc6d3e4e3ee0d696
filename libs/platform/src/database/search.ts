import type { ReadSource } from './read-source.js';

/** SQL condition: whether a form contains another one, a parameter. Uses the index that `0001-search.sql` describes. */
export const findsPart = (form: string, part: string): string =>
  `(search_pairs(${form}) @> search_pairs(${part}) and ${hasPart(form, part)})`;

/** SQL condition: the same without the index, for rows that are read anyway. */
export const hasPart = (form: string, part: string): string => `strpos(${form}, ${part}) > 0`;

/** The form of a search text; undefined if every form contains it, as for `[` or a dash. */
export async function searchFormOf(source: ReadSource, text: string): Promise<string | undefined> {
  const [row] = await source.query<{ form: string }>(`select search_form($1) as form`, [text]);
  return row?.form === '' ? undefined : row?.form;
}
