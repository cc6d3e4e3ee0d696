import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Polling for stranded tasks (T12) never stops, so each poll must cost next to nothing. */
export class IndexWhoDoesNotPerform1700000000110 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `create index cached_user_does_not_perform on cached_user (id)
       where not (is_known and not is_deleted and cardinality(roles) > 0
         and not roles && array['administrator', 'manager']::text[])`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index cached_user_does_not_perform`);
  }
}
