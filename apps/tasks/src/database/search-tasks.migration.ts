import { searchIndex } from '@ates/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SplitTaskText1700000000130 } from './split-task-text.migration.js';

/**
 * Restricts tracker keys to letters, digits and hyphens ending in a number; other bracketed text stays in the title
 * (T10). Adds a search over any part of a task's text (T8). It lives in a table of its own because a reassignment
 * updates every task, and must not rewrite a text index each time.
 */
export class SearchTasks1700000000133 implements MigrationInterface {
  private readonly splitBefore = new SplitTaskText1700000000130();

  async up(queryRunner: QueryRunner): Promise<void> {
    // Rewrites the table and indexes it: half a minute for 100,000 tasks, which no timeout may cut short.
    await queryRunner.query(`set local statement_timeout = 0`);
    await this.splitBefore.down(queryRunner);
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
    await queryRunner.query(`reset statement_timeout`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop trigger task_search on task`);
    await queryRunner.query(`drop function keep_task_search`);
    await queryRunner.query(`drop table task_search`);
    await queryRunner.query(`drop index task_completed`);
    await queryRunner.query(
      `create index task_description on task using gin (description collate "und-x-icu" gin_trgm_ops)`,
    );
    await queryRunner.query(`alter table task drop column title, drop column jira_id`);
    await queryRunner.query(
      `drop function task_title, task_jira_id, task_words, task_written, without_blank_ends`,
    );
    await this.splitBefore.up(queryRunner);
  }
}

// The same as in `hasSomethingVisible` of the contracts.
const invisible =
  String.raw`\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f` +
  String.raw`\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb` +
  String.raw`\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff`;

// The same as in the contracts.
const letters =
  String.raw`A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0386\u0388-\u03f5\u0400-\u0481\u048a-\u052f` +
  String.raw`\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0620-\u064a\u10d0-\u10fa\u1e00-\u1eff\u3041-\u3096\u30a1-\u30fa` +
  String.raw`\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3`;

// Unquoted (SQL-standard) bodies resolve names at creation, so they do not depend on the search path during a restore.
const statements = [
  `create function without_blank_ends(text text) returns text language sql immutable strict parallel safe
   return btrim(text, U&'\\0009\\000A\\000B\\000C\\000D\\0020\\00A0\\1680\\2000\\2001\\2002\\2003\\2004\\2005\\2006'
     || U&'\\2007\\2008\\2009\\200A\\2028\\2029\\202F\\205F\\3000\\FEFF')`,
  `comment on function without_blank_ends is 'Without the white space at both ends, as JavaScript knows it'`,
  `create function task_written(description text) returns text language sql immutable strict parallel safe
   return without_blank_ends(normalize(description, NFC))`,

  `create function task_words(written text) returns text language sql immutable strict parallel safe
   return (
     select without_blank_ends(case when left(rest, 1) in ('-', '–', '—', ':') then substr(rest, 2) else rest end)
     from (select without_blank_ends(substr(written, position(']' in written) + 1))) as found (rest)
   )`,
  `comment on function task_words is 'What follows brackets at the beginning and the dash after them'`,
  `create function task_jira_id(description text) returns text language sql immutable strict parallel safe
   return (
     select case
       when left(written, 1) = '[' and length(key) <= 64
            and key ~ '^[${letters}][${letters}0-9]*(-[${letters}0-9]+)*-[0-9]+$'
            and task_words(written) ~ '[^${invisible}]'
         then key
     end
     from (select task_written(description)) as given (written),
          lateral (select without_blank_ends(substr(written, 2, greatest(position(']' in written) - 2, 0)))) as found (key)
   )`,
  `create function task_title(description text) returns text language sql immutable strict parallel safe
   return case when task_jira_id(description) is null then task_written(description)
               else task_words(task_written(description)) end`,

  `alter table task
     add column jira_id text generated always as (task_jira_id(description)) stored,
     add column title text not null generated always as (task_title(description)) stored`,
  `comment on column task.jira_id is 'Key in a tracker, from the brackets at the beginning of the description'`,
  `comment on column task.title is 'The description without that key; in events its brackets are parentheses'`,

  `drop index task_description`,
  `create index task_completed on task (id) where completed_at is not null`,
  `create table task_search (
     task_id uuid primary key references task (id) on delete cascade,
     form text not null
   )`,
  `comment on table task_search is 'What tasks are searched by; a trigger of task writes it'`,
  `insert into task_search (task_id, form) select id, search_form(description) from task`,
  ...searchIndex('task_search_pairs', 'task_search', 'form'),
  `create function keep_task_search() returns trigger language plpgsql as $$
   begin
     insert into task_search (task_id, form) values (new.id, search_form(new.description))
     on conflict (task_id) do update set form = excluded.form;
     return null;
   end $$`,
  `create trigger task_search after insert or update of description on task
   for each row execute function keep_task_search()`,
];
