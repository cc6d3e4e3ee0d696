import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { ReadSource } from './read-source.js';

/**
 * Creates the functions `search_form` and `search_pairs`, which find a text by any part of it, from one letter to
 * hundreds, however it is spelled (T8, A1).
 */
export class CreateSearch1700000000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop function search_pairs, search_form`);
  }
}

// The characters that Unicode lets fonts ignore, except those that compatibility normalization replaces.
const ignored =
  String.raw`\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164` +
  String.raw`\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff`;

// From the inside out: normalize to one spelling in lower case, for every alphabet and whatever the database's locale;
// remove invisible characters; replace all dashes with one hyphen and brackets with blanks; collapse blanks; and remove
// lone dashes and trailing colons, so that `[POPUG-42] - Fix the perch` and `POPUG-42 Fix the perch` are the same.
const statements = [
  `create function search_form(text text) returns text language sql immutable strict parallel safe
   return btrim(regexp_replace(
     regexp_replace(
       translate(
         regexp_replace(lower(normalize(text, NFKC) collate "und-x-icu"), '[${ignored}]', '', 'g'),
         U&'\\2010\\2011\\2012\\2013\\2014\\2015\\2212[]', '-------  '),
       '[\\u0001-\\u0020\\u0085\\u00a0\\u1680\\u2028\\u2029]+', ' ', 'g') || ' ',
     '(:+|(^| )[-:]+)(?= )', '', 'g'))`,
  `comment on function search_form is
     'What a text says, the same for every way to spell it: a text is found by another whose form is a part of its form'`,

  // Numbers, because an index of them is built and read several times as fast as one of strings. A letter is below
  // 2^21.
  `create function search_pairs(form text) returns bigint[] language sql immutable strict parallel safe
   cost 1000
   return (
     select array_agg(ascii(letter)::bigint)
            || array_agg(ascii(letter) * 2097152::bigint + ascii(following)) filter (where following is not null)
     from (select string_to_array(form, null)) as split (letters),
          unnest(letters, letters[2:]) as pair (letter, following)
   )`,
  `comment on function search_pairs is
     'Its letters and pairs of letters: a form that has another as a part has all of the other''s'`,
];

/**
 * SQL for an index on a table's search forms, used by `findsPart`. It keeps no statistics of the pairs, which would
 * cost more than they are worth, and no pending list, which every search would have to read. The function declares a
 * high cost, so the planner always uses the index instead of scanning the table.
 */
export const searchIndex = (name: string, table: string, form: string): string[] => [
  `create index ${name} on ${table} using gin (search_pairs(${form})) with (fastupdate = off)`,
  `alter index ${name} alter column 1 set statistics 0`,
];

/** SQL condition: whether a form contains another one, a parameter. Uses a `searchIndex`. */
export const findsPart = (form: string, part: string): string =>
  `(search_pairs(${form}) @> search_pairs(${part}) and ${hasPart(form, part)})`;

/** SQL condition: the same without the index, for rows that are read anyway. */
export const hasPart = (form: string, part: string): string => `strpos(${form}, ${part}) > 0`;

/** The form of a search text; undefined if every form contains it, as for `[` or a dash. */
export async function searchFormOf(source: ReadSource, text: string): Promise<string | undefined> {
  const [row] = await source.query<{ form: string }>(`select search_form($1) as form`, [text]);
  return row?.form === '' ? undefined : row?.form;
}
