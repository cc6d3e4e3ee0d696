import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A closed day gets its result by its owner: the running role needs no right to write one (F3). */
export class KeepDayResultAsOwner1700000000312 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter function keep_day_result() security definer set search_path = public, pg_temp`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter function keep_day_result() security invoker reset search_path`);
  }
}
