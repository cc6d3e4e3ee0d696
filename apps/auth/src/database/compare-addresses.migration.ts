import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores addresses with their capitals and compares them case-insensitively, in every script. */
export class CompareAddresses1700000000136 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table users drop constraint users_email_check`);
    await queryRunner.query(`drop index users_email`);
    await queryRunner.query(
      `create unique index users_email on users (lower(email collate "und-x-icu")) where not is_deleted`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index users_email`);
    await queryRunner.query(`update users set email = lower(email)`);
    await queryRunner.query(`create unique index users_email on users (email) where not is_deleted`);
    await queryRunner.query(
      `alter table users add constraint users_email_check check (email = lower(email))`,
    );
  }
}
