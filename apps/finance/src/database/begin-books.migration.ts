import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first day of the books, and which postings came from an event with a time in the future (F9). */
export class BeginBooks1700000000320 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table posting drop column was_ahead`);
    await queryRunner.query(`alter table business_calendar drop column first_day`);
  }
}

const statements = [
  `alter table business_calendar add column first_day date`,
  `comment on column business_calendar.first_day is
     'What happened before it counts for the day on which it is booked: no day before it is ever opened'`,
  `alter table posting add column was_ahead boolean not null default false`,
  `comment on column posting.was_ahead is
     'Its own time was in the future when it was booked, so that it counts for an earlier day than that time says'`,
  // Fetches cached rows again that an event from the future had frozen.
  `update task set is_stale = true, changed_at = '-infinity' where changed_at > now() + interval '5 minutes'`,
];
