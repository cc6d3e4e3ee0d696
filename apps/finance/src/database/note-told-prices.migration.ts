import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Marks prices from before Finance emitted price events, to publish them once (F8); new ones are published at once. */
export class NoteToldPrices1700000000230 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table task add column is_told boolean not null default false`);
    await queryRunner.query(`alter table task alter column is_told set default true`);
    await queryRunner.query(`create index task_untold on task (id) where not is_told`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table task drop column is_told`);
  }
}
