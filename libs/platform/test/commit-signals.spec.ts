import { Test } from '@nestjs/testing';
import { ScheduleModule } from '@nestjs/schedule';
import type { INestApplicationContext } from '@nestjs/common';
import { Database, DatabaseModule } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';

describe('What an instance of a service tells itself', () => {
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

  describe('a signal', () => {
    it('is given once for each transaction that promised it, and only after the commit', async () => {
      const database = (await start()).get(Database);
      const given: string[] = [];
      database.signals.on('deeds', () => given.push('deeds'));
      await database.transaction(async (tx) => {
        database.signals.afterCommit(tx, 'deeds');
        await tx.query(`insert into deed values ('first')`);
        database.signals.afterCommit(tx, 'deeds');
        expect(given).toEqual([]);
      });
      expect(given).toEqual(['deeds']);
    });

    it('is not given when the transaction rolls back', async () => {
      const database = (await start()).get(Database);
      const given: string[] = [];
      database.signals.on('deeds', () => given.push('deeds'));
      database.signals.onAnyCommit(() => given.push('commit'));
      const failed = database.transaction(async (tx) => {
        database.signals.afterCommit(tx, 'deeds');
        await tx.query(`insert into deed values ('first')`);
        throw new Error('changed my mind');
      });
      await expect(failed).rejects.toThrow('changed my mind');
      expect(given).toEqual([]);
    });

    it('reaches those who listen to its topic, and those who listen to every commit until they stop', async () => {
      const database = (await start()).get(Database);
      const given: string[] = [];
      database.signals.on('deeds', () => given.push('deeds'));
      database.signals.on('other', () => given.push('other'));
      const stop = database.signals.onAnyCommit(() => given.push('commit'));
      const commit = () =>
        database.transaction(async (tx) => {
          database.signals.afterCommit(tx, 'deeds');
          await tx.query('select 1');
        });
      await commit();
      stop();
      await commit();
      expect(given).toEqual(['deeds', 'commit', 'deeds']);
    });
  });
});
