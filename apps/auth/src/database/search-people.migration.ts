import { searchIndex } from '@ates/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Makes people searchable by any part of their name or e-mail (A1). */
export class SearchPeople1700000000103 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table users
        add column search_form text not null generated always as (search_form(name || ' ' || email)) stored`);
    for (const statement of searchIndex('users_search_pairs', 'users', 'search_form')) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table users drop column search_form`);
  }
}
