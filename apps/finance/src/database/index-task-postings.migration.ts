import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds a task's postings without reading others. Payouts belong to no task. */
export class IndexTaskPostings1700000000280 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Takes seconds for a few million postings, and must not be cut short.
    await queryRunner.query(`set local statement_timeout = 0`);
    await queryRunner.query(`create index posting_of_task on posting (task_id) where task_id is not null`);
    await queryRunner.query(`reset statement_timeout`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index posting_of_task`);
  }
}
