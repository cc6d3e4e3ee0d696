import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the batches of prices in a single row, so that a change check need not scan all prices. */
export class CreateTaskPriceHead1700000000132 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create table task_price_head (batches bigint not null)`);
    await queryRunner.query(`insert into task_price_head values (0)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table task_price_head`);
  }
}
