import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { ReadSource } from './read-source.js';

/**
 * Gives a database `search_form` and `search_pairs`, by which a text is found by any part of it, of one letter or
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

// What Unicode lets a font ignore, but for what compatibility forms replace.
const ignored =
  String.raw`\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164` +
  String.raw`\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff`;

// From the inside: one spelling in lower case, by letters of every alphabet whatever the locale of the database is;
// without what shows nothing; one hyphen for all dashes, and blanks for brackets; one blank between words; and no lone
// dash nor a colon at an end, so that `[POPUG-42] - Fix the perch` and `POPUG-42 Fix the perch` are the same.
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

  // Numbers, since an index of them is built and read several times as fast as one of strings. A letter is less than 2^21.
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
 * SQL for an index on the forms of a table, which serves `findsPart`. Statistics of the pairs would cost more than they
 * tell, and a list of what is not in the index yet would be read by every search: neither is kept, and the function says
 * that it costs much, so that the index is read and never the table.
 */
export const searchIndex = (name: string, table: string, form: string): string[] => [
  `create index ${name} on ${table} using gin (search_pairs(${form})) with (fastupdate = off)`,
  `alter index ${name} alter column 1 set statistics 0`,
];

/** SQL: whether a form has another one, a parameter, as a part. Reads a `searchIndex`. */
export const findsPart = (form: string, part: string): string =>
  `(search_pairs(${form}) @> search_pairs(${part}) and ${hasPart(form, part)})`;

/** SQL: the same, of rows that are read anyway. */
export const hasPart = (form: string, part: string): string => `strpos(${form}, ${part}) > 0`;

/** The form of a text that somebody searches for; undefined when every form has it as a part: that of `[` or a dash. */
export async function searchFormOf(source: ReadSource, text: string): Promise<string | undefined> {
  const [row] = await source.query<{ form: string }>(`select search_form($1) as form`, [text]);
  return row?.form === '' ? undefined : row?.form;
}
