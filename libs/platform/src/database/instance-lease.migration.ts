import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the table of leases for work that one instance does at a time (S10). */
export class CreateInstanceLease1700000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table instance_lease (
        name text primary key,
        instance uuid not null,
        holder text,
        token bigint not null,
        expires_at timestamptz not null,
        session_pid int not null,
        session_started_at timestamptz
      )`);
    await queryRunner.query(`comment on column instance_lease.token is
      'One more each time that another instance takes it over; what an earlier holder writes is refused by it'`);
    await queryRunner.query(`comment on column instance_lease.expires_at is
      'By the clock of the database alone'`);
    await queryRunner.query(`comment on column instance_lease.session_pid is
      'The session over which the holder keeps it; when that ends, nobody waits until it expires'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table instance_lease`);
  }
}
