import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Final prices of tasks, with a cached copy of their descriptions in Tasks (F1, F10). */
export class CreateTask1700000000200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table task (
        id uuid primary key,
        fee bigint not null check (fee between 1000 and 2000),
        reward bigint not null check (reward between 2000 and 4000),
        description text,
        changed_at timestamptz not null,
        is_stale boolean not null default true,
        refused text
      )`);
    await queryRunner.query(`create index task_stale on task (changed_at, id) where is_stale`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table task`);
  }
}
