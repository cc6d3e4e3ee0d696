import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the OpenID provider's tables: sessions, grants and tokens; signing keys; service clients; attempt counts. */
export class CreateOidc1700000000101 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table oidc_payload (
        kind text not null,
        id text not null,
        payload jsonb not null,
        account_id text,
        grant_id text,
        user_code text,
        uid text,
        expires_at timestamptz,
        consumed_at timestamptz,
        primary key (kind, id)
      )`);
    await queryRunner.query(`create index oidc_payload_account_id on oidc_payload (account_id)`);
    await queryRunner.query(`create index oidc_payload_grant_id on oidc_payload (grant_id)`);
    await queryRunner.query(
      `create index oidc_payload_user_code on oidc_payload (user_code) where user_code is not null`,
    );
    await queryRunner.query(`create index oidc_payload_uid on oidc_payload (uid) where uid is not null`);
    await queryRunner.query(`create index oidc_payload_expires_at on oidc_payload (expires_at)`);
    await queryRunner.query(`
      create table signing_key (
        kid text primary key,
        private_jwk jsonb not null,
        signs_from timestamptz not null,
        created_at timestamptz not null default now()
      )`);
    await queryRunner.query(`
      create table service_client (
        id text primary key,
        secret_hash text not null,
        audience text not null,
        scopes text[] not null,
        created_at timestamptz not null default now()
      )`);
    // The schema that rate-limiter-flexible requires.
    await queryRunner.query(`
      create table attempt_count (
        key text primary key,
        points integer not null default 0,
        expire bigint
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table attempt_count`);
    await queryRunner.query(`drop table service_client`);
    await queryRunner.query(`drop table signing_key`);
    await queryRunner.query(`drop table oidc_payload`);
  }
}
