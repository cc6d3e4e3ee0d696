import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds the tracker key and title of each task, existing ones included (T10). The database derives them from the
 * description, so every writer gets the same result. `splitTaskText` in the contracts implements the same rule.
 */
export class SplitTaskText1700000000130 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Splitting existing rows rewrites the table: seconds for a million tasks, which no timeout may cut short.
    await queryRunner.query(`set local statement_timeout = 0`);
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
    await queryRunner.query(`reset statement_timeout`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table task drop column title, drop column jira_id`);
    await queryRunner.query(`drop function task_title, task_jira_id, task_words, without_blank_ends`);
  }
}

// Unquoted (SQL-standard) bodies resolve names at creation, so they do not depend on the search path during a restore.
const statements = [
  `create function without_blank_ends(text text) returns text language sql immutable strict parallel safe
   return btrim(text, U&'\\0009\\000A\\000B\\000C\\000D\\0020\\00A0\\1680\\2000\\2001\\2002\\2003\\2004\\2005\\2006'
     || U&'\\2007\\2008\\2009\\200A\\2028\\2029\\202F\\205F\\3000\\FEFF')`,
  `comment on function without_blank_ends is 'Without the white space at both ends, as JavaScript knows it'`,

  // No key if it is empty, longer than 64 characters, or contains a bracket.
  `create function task_jira_id(description text) returns text language sql immutable strict parallel safe
   return (
     select case
       when left(written, 1) = '[' and position('[' in key) = 0 and length(without_blank_ends(key)) between 1 and 64
         then without_blank_ends(key)
     end
     from (select without_blank_ends(description)) as given (written),
          lateral (select substr(written, 2, greatest(position(']' in written) - 2, 0))) as found (key)
   )`,
  `create function task_words(description text) returns text language sql immutable strict parallel safe
   return (
     select without_blank_ends(case when left(rest, 1) in ('-', '–', '—', ':') then substr(rest, 2) else rest end)
     from (select without_blank_ends(description)) as given (written),
          lateral (select without_blank_ends(substr(written, position(']' in written) + 1))) as found (rest)
   )`,
  `comment on function task_words is 'What follows a tracker key and the dash after it; empty when nothing does'`,
  `create function task_title(description text) returns text language sql immutable strict parallel safe
   return translate(
     case
       when task_jira_id(description) is not null and task_words(description) <> '' then task_words(description)
       else without_blank_ends(description)
     end, '[]', '()')`,

  `alter table task
     add column jira_id text generated always as (
       case when task_words(description) <> '' then task_jira_id(description) end) stored,
     add column title text not null generated always as (task_title(description)) stored`,
  `comment on column task.jira_id is 'Key in a tracker, from the brackets at the beginning of the description'`,
  `comment on column task.title is 'The description without that key; stray brackets are parentheses'`,
];
