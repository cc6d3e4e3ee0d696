import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The positions up to which producers must be consumed before a day is closed automatically (F6). */
export class CreateAwaitedPosition1700000000261 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table awaited_position (
        day date not null,
        producer text not null,
        since timestamptz not null,
        position bigint,
        gave_up_at timestamptz,
        primary key (day, producer)
      )`);
    await queryRunner.query(`comment on column awaited_position.day is
      'The last day that was over when the producer was asked; its position does for every day before it too'`);
    await queryRunner.query(
      `comment on column awaited_position.position is 'Null until the producer answers'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table awaited_position`);
  }
}
