import { feedHead } from '@ates/contracts';
import { until } from '../../../test/support/until.js';
import { Exchange } from './support/exchange.js';
import { someEvents, urlOf } from './support/services.js';

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

describe('The feed of a producer restored to an earlier state (docs/adr/0080)', () => {
  let exchange: Exchange;

  beforeEach(async () => {
    exchange = await Exchange.open('feed', undefined);
    await exchange.startProducer();
  });
  afterEach(() => exchange.close());

  /** Leaves the first `count` events, and what PostgreSQL says of itself, as a snapshot of the disk would. */
  const loseEventsAfter = (count: number) =>
    exchange.producerDatabase.query(
      `alter table outbox disable trigger outbox_is_append_only;
       delete from outbox where position > ${count};
       alter table outbox enable always trigger outbox_is_append_only;
       update outbox_head set last_position = ${count};
       delete from outbox_timeline where first_position > ${count};`,
    );

  /** The statement of docs/operations.md for a restore that PostgreSQL cannot notice. */
  const sayThatItWasRestored = () =>
    exchange.producerDatabase.query(`update outbox_timeline set server = 'restored'`);

  const restoreTo = async (count: number): Promise<void> => {
    await loseEventsAfter(count);
    await sayThatItWasRestored();
  };

  const consumerState = async () => {
    const [row] = await exchange.consumerDatabase.query<{ position: number }>(
      `select position::int, wanted::int, restored_to::int from feed_position`,
    );
    return row;
  };

  const timelines = async () =>
    feedHead.parse(await (await fetch(`${await urlOf(exchange.producer)}/events/head`)).json()).timelines;

  /** Emits events, and lets the consumer consume them and stop. */
  const consumeAndStop = async (count: number) => {
    const consumer = await exchange.startConsumer();
    const emitted = await exchange.emit(someEvents(count));
    await exchange.untilConsumed(count);
    await exchange.untilSettled();
    await exchange.stop(consumer);
    return emitted;
  };

  it('begins a timeline after the last event of the restored copy, once', async () => {
    expect(await timelines()).toMatchObject([{ first_position: 1, last_event_at: null }]);
    await exchange.emit(someEvents(10));
    const [before] = (await timelines()) ?? [];
    await exchange.stop(exchange.producer);
    const restore = await exchange.producerDatabase.backUp();
    await restore();
    await exchange.startProducer();
    const after = await timelines();
    expect(after).toEqual([
      before,
      { id: expect.any(String), first_position: 11, last_event_at: expect.any(String) },
    ]);
    await exchange.emit(someEvents(1));
    expect(await timelines()).toEqual(after);
  });

  it('is read again from where it differs, even if it has grown past the position of the consumer', async () => {
    const emitted = await consumeAndStop(20);
    await restoreTo(10);
    const later = await exchange.emit(someEvents(30));
    await exchange.startConsumer();
    const consumed = await exchange.untilConsumed(50);
    expect(idsOf(consumed)).toEqual(idsOf([...emitted, ...later]));
    expect(consumed.filter(({ times }) => times !== 1)).toEqual([]);
    expect(await consumerState()).toMatchObject({ restored_to: 10 });
  });

  it('is noticed by a consumer that was not ahead, since it may have got the lost events by the broker', async () => {
    const kept = await consumeAndStop(10);
    await exchange.emit(someEvents(10));
    // Waits until all of them have positions.
    await timelines();
    await restoreTo(15);
    const later = await exchange.emit(someEvents(3));
    await exchange.startConsumer();
    const consumed = await exchange.untilConsumed(18);
    expect(idsOf(consumed).slice(0, 10)).toEqual(idsOf(kept));
    expect(idsOf(consumed).slice(15)).toEqual(idsOf(later));
    expect(await consumerState()).toMatchObject({ restored_to: 15 });
  });

  it('is noticed where the event at the position is not known by id, being too large to read', async () => {
    const emitted = await consumeAndStop(10);
    // As parking an event unread leaves it.
    await exchange.consumerDatabase.query(`update feed_position set event_id = null`);
    await restoreTo(5);
    const later = await exchange.emit(someEvents(20));
    await exchange.startConsumer();
    expect(idsOf(await exchange.untilConsumed(30))).toEqual(idsOf([...emitted, ...later]));
  });

  it('may be restored to the same state twice, losing the timeline in between', async () => {
    await exchange.startConsumer();
    const first = await exchange.emit(someEvents(10));
    await exchange.untilConsumed(10);
    await restoreTo(6);
    const second = await exchange.emit(someEvents(9));
    await exchange.untilConsumed(19);
    await exchange.untilSettled();
    await restoreTo(6);
    const third = await exchange.emit(someEvents(20));
    const consumed = await exchange.untilConsumed(39);
    expect(idsOf(consumed)).toEqual(idsOf([...first, ...second, ...third]));
    expect(consumed.filter(({ times }) => times !== 1)).toEqual([]);
  });

  it('ends the wait for a lost position, and moves runs that compare events back', async () => {
    await consumeAndStop(8);
    await exchange.consumerDatabase.query(`update feed_position set wanted = 8`);
    await exchange.consumerDatabase.query(
      `insert into reconciliation_run (id, producer, kind, from_position, position, started_at, to_position)
       values (gen_random_uuid(), 'auth', 'requested', 0, 7, now(), 8)`,
    );
    await restoreTo(4);
    const later = await exchange.emit(someEvents(6));
    await exchange.startConsumer();
    expect(idsOf(await exchange.untilConsumed(14)).slice(8)).toEqual(idsOf(later));
    expect(await consumerState()).toMatchObject({ wanted: 4, restored_to: 4 });
    const run = await until('the run has ended', async () => {
      const [ended] = await exchange.consumerDatabase.query(
        `select position::int, error from reconciliation_run where finished_at is not null`,
      );
      return ended;
    });
    expect(run).toEqual({ position: 8, error: null });
  });

  it('is read again from the beginning if no one noticed that it was restored', async () => {
    await consumeAndStop(10);
    await loseEventsAfter(5);
    await exchange.emit(someEvents(10));
    await exchange.startConsumer();
    const consumed = await exchange.untilConsumed(20);
    expect(consumed.slice(0, 5).map(({ times }) => times)).toEqual([2, 2, 2, 2, 2]);
    expect(await timelines()).toHaveLength(1);
  });
});
