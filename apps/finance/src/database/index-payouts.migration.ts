import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payouts are few among the postings: this finds them by day without reading the others. */
export class IndexPayouts1700000000241 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create index posting_payout on posting (booked_on, id) where kind = 'payout'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index posting_payout`);
  }
}
