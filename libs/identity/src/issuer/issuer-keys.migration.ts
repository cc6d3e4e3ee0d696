import type { TableRights } from '@ates/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIssuerKeySet1700000000180 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table issuer_key_set (
        issuer text primary key,
        keys jsonb not null,
        read_at timestamptz not null
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table issuer_key_set`);
  }
}

/** Migrations for a service that stores its issuer's keys. */
export const issuerKeyMigrations = [CreateIssuerKeySet1700000000180];

/** What the running role may do with the table. */
export const issuerKeyRights: TableRights = {
  issuer_key_set: ['select', 'insert', 'update (keys)', 'update (read_at)'],
};
