import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The events that last marked a description as stale, so that redelivering them changes nothing (F11). */
export class AddChangedByToTask1700000000260 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table task add changed_by uuid[] not null default '{}'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table task drop changed_by`);
  }
}
