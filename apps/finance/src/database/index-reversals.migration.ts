import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The day journal counts reversals every few seconds; without an index it would read every posting each time. */
export class IndexReversals1700000000290 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Takes seconds for a few million postings, and must not be cut short.
    await queryRunner.query(`set local statement_timeout = 0`);
    await queryRunner.query(`create index posting_reversals on posting (id) where kind = 'reversal'`);
    await queryRunner.query(`reset statement_timeout`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index posting_reversals`);
  }
}
