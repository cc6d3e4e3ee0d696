import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { assigned, changed, completed, Ledger } from './support/ledger.js';
import { storedEvents } from '../../../test/support/events.js';

const noon = '2026-05-04T12:00:00.000Z';

interface PublishedPrice {
  task_uuid: string;
  fee: number;
  reward: number;
  currency: string;
  timestamp: string;
}

describe('Publishing prices (F8 F1)', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  const publishedPricesOf = async (taskIds: readonly string[]): Promise<PublishedPrice[]> => {
    const rows = await ledger.database.query<{ body: PublishedPrice }>(
      `select body from ${storedEvents} as outbox where type = 'finance.task.priced' and body ->> 'task_uuid' = any ($1)`,
      [taskIds],
    );
    return rows.map(({ body }) => body);
  };

  const storedPrices = (taskIds: readonly string[]) =>
    ledger.database.query(
      `select id as task_uuid, fee::int, reward::int from task where id = any ($1::uuid[]) order by id`,
      [taskIds],
    );

  it('publishes the stored price once, at the first event of any type, and nothing at a replay', async () => {
    const task = uuidv7();
    const events = [changed(task, noon), assigned(task, uuidv4(), noon), completed(task, uuidv4(), noon)];
    await ledger.deliver(events);
    await ledger.deliver(events);
    await ledger.deliver([changed(task, noon)]);
    const published = await publishedPricesOf([task]);
    const [price] = await storedPrices([task]);
    expect(published).toEqual([{ ...price, currency: 'USD', timestamp: expect.any(String) }]);
  });

  it('publishes each price once, despite concurrent consumers', async () => {
    const tasks = Array.from({ length: 300 }, () => uuidv7());
    const events = tasks.map((task) => assigned(task, uuidv4(), noon));
    const batches = [events, events.toReversed(), events.slice(100), events.slice(0, 200)];
    await Promise.all(batches.map((batch) => ledger.deliver(batch)));
    const published = await publishedPricesOf(tasks);
    expect(published).toHaveLength(300);
    expect(new Set(published.map(({ task_uuid }) => task_uuid))).toEqual(new Set(tasks));
  });

  it('neither prices nor publishes when the transaction fails later', async () => {
    const task = uuidv7();
    const noSuchInstant = assigned(task, uuidv4(), '2026-05-04T12:00:00+23:00');
    await expect(ledger.deliver([changed(task, noon), noSuchInstant])).rejects.toThrow();
    expect(await publishedPricesOf([task])).toEqual([]);
    expect(await storedPrices([task])).toEqual([]);
    await ledger.deliver([changed(task, noon)]);
    expect(await publishedPricesOf([task])).toHaveLength(1);
  });

  it('neither prices nor publishes when adding to the outbox fails', async () => {
    const task = uuidv7();
    await ledger.database.query(
      `create function crash() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$`,
    );
    await ledger.database.query(
      `create trigger crash before insert on outbox_new for each row execute function crash()`,
    );
    await expect(ledger.deliver([assigned(task, uuidv4(), noon)])).rejects.toThrow('crash');
    await ledger.database.query(`drop trigger crash on outbox_new`);
    expect(await storedPrices([task])).toEqual([]);
    expect(await ledger.postingsOf([task])).toEqual([]);
  });
});
