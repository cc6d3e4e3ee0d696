import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reversals of open days that this database has lost, until the postings they reverse are there again (F11). */
export class CreateJournaledReversal1700000000254 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `create table journaled_reversal (posting uuid primary key, content jsonb not null)`,
    );
    await queryRunner.query(
      `comment on table journaled_reversal is 'Reversals still to be restored. While there is one, no day is closed'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table journaled_reversal`);
  }
}
