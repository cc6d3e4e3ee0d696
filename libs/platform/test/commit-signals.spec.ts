import { Test } from '@nestjs/testing';
import { ScheduleModule } from '@nestjs/schedule';
import type { INestApplicationContext } from '@nestjs/common';
import { Database, DatabaseModule } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';

describe('CommitSignals', () => {
  let testDatabase: TestDatabase;
  let contexts: INestApplicationContext[];

  const start = async (): Promise<INestApplicationContext> => {
    const context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({ url: testDatabase.url, entities: [], migrations: [] }),
      ],
    }).compile();
    await context.init();
    context.enableShutdownHooks();
    contexts.push(context);
    return context;
  };

  beforeEach(async () => {
    contexts = [];
    testDatabase = await createTestDatabase('platform');
    await testDatabase.query('create table deed (name text)');
  });

  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await testDatabase.drop();
  });

  describe('A signal', () => {
    it('is emitted once per transaction that requested it, and only after the commit', async () => {
      const database = (await start()).get(Database);
      const emitted: string[] = [];
      database.signals.on('deeds', () => emitted.push('deeds'));
      await database.transaction(async (tx) => {
        database.signals.afterCommit(tx, 'deeds');
        await tx.query(`insert into deed values ('first')`);
        database.signals.afterCommit(tx, 'deeds');
        expect(emitted).toEqual([]);
      });
      expect(emitted).toEqual(['deeds']);
    });

    it('is not emitted when the transaction rolls back', async () => {
      const database = (await start()).get(Database);
      const emitted: string[] = [];
      database.signals.on('deeds', () => emitted.push('deeds'));
      database.signals.onAnyCommit(() => emitted.push('commit'));
      const failed = database.transaction(async (tx) => {
        database.signals.afterCommit(tx, 'deeds');
        await tx.query(`insert into deed values ('first')`);
        throw new Error('changed my mind');
      });
      await expect(failed).rejects.toThrow('changed my mind');
      expect(emitted).toEqual([]);
    });

    it('reaches the listeners of its topic, and listeners of every commit until they unsubscribe', async () => {
      const database = (await start()).get(Database);
      const emitted: string[] = [];
      database.signals.on('deeds', () => emitted.push('deeds'));
      database.signals.on('other', () => emitted.push('other'));
      const stop = database.signals.onAnyCommit(() => emitted.push('commit'));
      const commit = () =>
        database.transaction(async (tx) => {
          database.signals.afterCommit(tx, 'deeds');
          await tx.query('select 1');
        });
      await commit();
      stop();
      await commit();
      expect(emitted).toEqual(['deeds', 'commit', 'deeds']);
    });
  });
});
