import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds beaks as credentials, and the devices that accept them (A4). */
export class AddBeaks1700000000102 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table credential drop constraint credential_kind_check`);
    await queryRunner.query(
      `alter table credential add constraint credential_kind_check check (kind in ('password', 'beak'))`,
    );
    // A salted hash can verify a beak but not find it; the lookup key can.
    await queryRunner.query(`alter table credential add column lookup text unique`);
    await queryRunner.query(
      `alter table credential add constraint credential_lookup_check check ((kind = 'beak') = (lookup is not null))`,
    );
    await queryRunner.query(`
      create table device_client (
        id text primary key,
        secret_hash text not null,
        created_at timestamptz not null default now()
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table device_client`);
    await queryRunner.query(`delete from credential where kind = 'beak'`);
    await queryRunner.query(`alter table credential drop column lookup`);
    await queryRunner.query(`alter table credential drop constraint credential_kind_check`);
    await queryRunner.query(
      `alter table credential add constraint credential_kind_check check (kind in ('password'))`,
    );
  }
}
