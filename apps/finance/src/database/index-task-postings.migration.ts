import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The money of a task is found without reading that of others. A payout is for no task. */
export class IndexTaskPostings1700000000280 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Seconds for some millions of postings, and nobody is to cut it short.
    await queryRunner.query(`set local statement_timeout = 0`);
    await queryRunner.query(`create index posting_of_task on posting (task_id) where task_id is not null`);
    await queryRunner.query(`reset statement_timeout`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index posting_of_task`);
  }
}
