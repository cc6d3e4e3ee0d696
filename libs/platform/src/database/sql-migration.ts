import type { MigrationInterface, QueryRunner } from 'typeorm';

export type Migration = new () => MigrationInterface;

/**
 * A migration that runs `sql`, any number of statements, in the transaction of all pending migrations. Migrations run in
 * the order of their numbers; those with the same number, in the order of the list. Its file is `<number>-<name>.sql`
 * (docs/adr/0062); once released, neither changes.
 */
export const sqlMigration = (name: string, number: number, sql: string): Migration =>
  class implements MigrationInterface {
    // TypeORM sorts by the last 13 digits.
    readonly name = `${name}-${String(number).padStart(13, '0')}`;

    async up(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(sql);
    }

    async down(): Promise<void> {
      throw new Error(`The migration ${this.name} can't be undone. Restore a backup from before it instead.`);
    }
  };
