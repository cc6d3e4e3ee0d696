import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which events of its time a description was marked as stale by, so that none of them again changes anything (F11). */
export class AddChangedByToTask1700000000260 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table task add changed_by uuid[] not null default '{}'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table task drop changed_by`);
  }
}
