import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fees and rewards of tasks, as published by Finance (T9). */
export class CreateTaskPrice1700000000131 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // No foreign key to the task: after a restore from a backup a price may arrive before its task.
    await queryRunner.query(`
      create table task_price (
        task_id uuid primary key,
        fee bigint not null,
        reward bigint not null,
        currency text not null
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table task_price`);
  }
}
