import { randomUUID } from 'node:crypto';
import { dataSourceOptions, openDataSource } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import { tasksMigrations } from '../src/database/migrations.js';
import { performs } from '../src/users/performer-draw.js';

describe('The numbers of those who can be drawn (T2)', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createServiceDatabase('tasks');
  });

  afterEach(() => database.drop());

  const add = (id: string, role: string): Promise<unknown> =>
    database.query(
      `insert into cached_user (id, roles, is_known, changed_at) values ($1, array[$2], true, now())`,
      [id, role],
    );

  /** Resolves when the numbers are those from 1 to the number of everyone eligible, each with another one of them. */
  const expectWhole = async (): Promise<void> => {
    const numbered = await database.query<{ place: number; user_id: string }>(
      `select place, user_id from performer order by place`,
    );
    const eligible = await database.query<{ id: string }>(`select id from cached_user where ${performs()}`);
    expect(numbered.map(({ place }) => place)).toEqual(eligible.map((_, index) => index + 1));
    expect(numbered.map(({ user_id }) => user_id).sort()).toEqual(eligible.map(({ id }) => id).sort());
  };

  it('have no gap and no one else, no matter who comes, leaves or changes', async () => {
    const [first = '', second = '', third = '', manager = ''] = Array.from({ length: 4 }, () => randomUUID());
    await add(first, 'employee');
    await add(second, 'employee');
    await add(third, 'accountant');
    await add(manager, 'manager');
    await expectWhole();
    const changes: [string, string][] = [
      [first, `is_deleted = true`],
      [third, `roles = '{manager}'`],
      [manager, `roles = '{employee}'`],
      [second, `is_known = false`],
      [second, `is_known = true, name = 'B'`],
      [manager, `roles = '{}'`],
      [second, `is_deleted = true`],
    ];
    for (const [id, change] of changes) {
      await database.query(`update cached_user set ${change} where id = $1`, [id]);
      await expectWhole();
    }
    await database.query(`update cached_user set is_deleted = false, roles = '{employee}'`);
    await expectWhole();
    await database.query(`delete from cached_user where id = $1`, [second]);
    await expectWhole();
    await database.query(`delete from cached_user`);
    await expectWhole();
  });

  it('stay so when many people change at the same time', async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    await Promise.all(ids.map((id) => add(id, 'employee')));
    await expectWhole();
    const change = async (lane: number): Promise<void> => {
      for (const [index, id] of ids.entries()) {
        const isDeleted = (index + lane) % 3 === 0;
        await database.query(`update cached_user set is_deleted = $2 where id = $1`, [id, isDeleted]);
      }
    };
    await Promise.all([0, 1, 2].map(change));
    await expectWhole();
  });

  it('disappear with a change that is rolled back', async () => {
    await add(randomUUID(), 'employee');
    const failing = database.query(
      `with gone as (update cached_user set is_deleted = true returning id) select 1 / (count(*) - 1) from gone`,
    );
    await expect(failing).rejects.toThrow('division by zero');
    await expectWhole();
  });

  it('are given to everyone who was there before the upgrade', async () => {
    await database.drop();
    database = await createTestDatabase('tasks');
    const migrate = async (migrations: typeof tasksMigrations): Promise<void> => {
      const options = dataSourceOptions({ url: database.url, entities: [], migrations });
      await (await openDataSource(options)).destroy();
    };
    await migrate(tasksMigrations.slice(0, -1));
    await Promise.all(['employee', 'manager', 'accountant'].map((role) => add(randomUUID(), role)));
    await migrate(tasksMigrations);
    await expectWhole();
  });
});
