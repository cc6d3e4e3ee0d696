import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The day journal's content for days this database has lost, until they are closed again as they were (F11). */
export class CreateJournaledDay1700000000253 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table journaled_day, journaled_posting`);
    await queryRunner.query(`drop index posting_reversal`);
  }
}

const statements = [
  `create table journaled_day (
     day date primary key,
     content jsonb not null
   )`,
  `comment on table journaled_day is 'Days still to be restored. While there is one, no other day is closed'`,
  `create table journaled_posting (
     key_digest bytea primary key,
     day date not null references journaled_day on delete cascade
   )`,
  `create index journaled_posting_day on journaled_posting (day)`,
  `create index posting_reversal on posting (booked_on) where kind = 'reversal'`,
];
