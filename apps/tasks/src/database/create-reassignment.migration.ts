import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reassignments of all open tasks (T4): the request, its progress, and the inputs that determine its draws. */
export class CreateReassignment1700000000120 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table task_assignment drop column reassignment_id`);
    await queryRunner.query(`drop table reassignment_people, reassignment`);
  }
}

const statements = [
  `create table reassignment (
     id uuid primary key,
     place bigint generated always as identity unique,
     requested_by uuid not null,
     requested_at timestamptz not null,
     seed text not null,
     started_at timestamptz,
     progressed_at timestamptz,
     finished_at timestamptz,
     total integer,
     done integer not null default 0,
     last_task_id uuid,
     reached_task_id uuid,
     check (started_at is not null or (finished_at is null and done = 0))
   )`,
  `comment on column reassignment.place is 'They are done one after the other, in this order'`,
  `comment on column reassignment.last_task_id is 'Tasks up to this one are part of it; null when none was open'`,
  `comment on column reassignment.reached_task_id is 'Tasks up to this one are done'`,
  `create index reassignment_unfinished on reassignment (place) where finished_at is null`,

  `create table reassignment_people (
     reassignment_id uuid not null references reassignment (id),
     after_task_id uuid not null,
     people uuid[] not null,
     primary key (reassignment_id, after_task_id)
   )`,
  `comment on table reassignment_people is
     'Who could be drawn for the tasks after this one, in order; a new row when that changed in the middle'`,

  `alter table task_assignment add column reassignment_id uuid references reassignment (id)`,
  `create index task_assignment_reassignment_id on task_assignment (reassignment_id, task_id)
   where reassignment_id is not null`,
];
