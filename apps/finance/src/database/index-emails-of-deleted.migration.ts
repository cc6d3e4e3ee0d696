import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds people who left by their email address, for the list of accounts. */
export class IndexEmailsOfDeleted1700000000322 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `create index cached_user_email_of_deleted on cached_user (lower(email)) where is_deleted`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index cached_user_email_of_deleted`);
  }
}
