import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The owner's trigger writes a closed day's result: the running role needs no right to do so (F3). */
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
