import { v4 as uuidv4 } from 'uuid';
import { Exchange } from './support/exchange.js';
import { someEvents, urlOf } from './support/services.js';
import { until } from '../../../test/support/until.js';

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

describe('A consumer of a feed', () => {
  let exchange: Exchange;

  beforeEach(async () => {
    exchange = await Exchange.open('feed', undefined);
    await exchange.startProducer();
  });
  afterEach(() => exchange.close());

  /** Mimics a restore from a backup: only the first `count` events exist. */
  const restoreProducerTo = (count: number) =>
    exchange.producerDatabase.query(
      `alter table outbox disable trigger outbox_is_append_only;
       delete from outbox where position > ${count};
       alter table outbox enable always trigger outbox_is_append_only;
       update outbox_head set last_position = ${count}`,
    );

  it('rereads a feed that was restored to an earlier state from the beginning and misses no later event', async () => {
    await exchange.startConsumer();
    const emitted = await exchange.emit(someEvents(20));
    await exchange.untilConsumed(20);
    await exchange.untilSettled();
    await restoreProducerTo(10);
    const later = await exchange.emit(someEvents(5));
    const consumed = await exchange.untilConsumed(25);
    expect(idsOf(consumed)).toEqual(idsOf([...emitted, ...later]));
  });

  it('detects a restored feed that has grown past its position again, by the id of the event there', async () => {
    const consumer = await exchange.startConsumer();
    const emitted = await exchange.emit(someEvents(20));
    await exchange.untilConsumed(20);
    await exchange.untilSettled();
    await exchange.stop(consumer);
    await restoreProducerTo(10);
    const later = await exchange.emit(someEvents(30));
    await exchange.startConsumer();
    const consumed = await exchange.untilConsumed(50);
    expect(idsOf(consumed)).toEqual(idsOf([...emitted, ...later]));
  });

  it('reads pages of at most a megabyte and parks a larger event unread (S4, S6)', async () => {
    await exchange.startConsumer();
    const padded = (count: number, length: number, from: number) =>
      exchange.producerDatabase.query(
        `insert into outbox_new (id, type, version, body)
         select gen_random_uuid(), 'auth.user.created', 1,
                json_build_object('user_id', gen_random_uuid(), 'timestamp', now(), 'padding', repeat('x', $2))
         from generate_series($3::int, $3::int + $1::int - 1)`,
        [count, length, from],
      );
    await padded(40, 200_000, 1);
    await exchange.untilConsumed(40);
    const page = await fetch(`${await urlOf(exchange.producer)}/events?limit=40`).then((answer) =>
      answer.text(),
    );
    expect(page.length).toBeLessThan(1_500_000);
    await padded(1, 2_000_000, 41);
    const emitted = await exchange.emit(someEvents(1));
    expect(idsOf(await exchange.untilConsumed(41)).at(-1)).toBe(emitted[0]?.id);
    const [parked] = await exchange.untilParked(1);
    expect(parked?.reason).toContain('the limit is 1048576 bytes');
    expect(parked?.body.length).toBeGreaterThan(2_000_000);
  });

  it('skips events without a handler and does not read them again', async () => {
    await exchange.startConsumer();
    await exchange.producerDatabase.query(
      `insert into outbox_new (id, type, version, body)
       select gen_random_uuid(), 'auth.key.rotated', 1, '{}' from generate_series(1, 1200)`,
    );
    const emitted = await exchange.emit(someEvents(5));
    expect(idsOf(await exchange.untilConsumed(5))).toEqual(idsOf(emitted));
    await exchange.producerDatabase.query(
      `insert into outbox_new (id, type, version, body) values ('${uuidv4()}', 'auth.key.rotated', 1, '{}')`,
    );
    await exchange.untilSettled();
    expect(await exchange.parked()).toEqual([]);
  });

  it('resumes automatically when the producer comes back', async () => {
    await exchange.startConsumer();
    const before = await exchange.emit(someEvents(5));
    await exchange.untilConsumed(5);
    const { port } = new URL(await exchange.producer.getUrl());
    await exchange.stop(exchange.producer);
    await exchange.startProducer(Number(port));
    const after = await exchange.emit(someEvents(5));
    const consumed = await until('all are consumed', () => exchange.untilConsumed(10));
    expect(idsOf(consumed)).toEqual(idsOf([...before, ...after]));
  });
});
