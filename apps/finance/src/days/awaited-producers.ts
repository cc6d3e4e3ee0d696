import { Injectable, Logger } from '@nestjs/common';
import type { DayClosing } from '@ates/contracts';
import { ProducerFeeds } from '@ates/messaging';
import { Counter, Database, withinTime } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';

type WaitingFor = DayClosing['waiting_for'];

interface Awaited {
  day: string;
  producer: string;
  position: number | null;
  /** The longest allowed wait for it is over. */
  is_overdue: boolean;
}

/** Services whose events lead to postings. */
const moneyProducers = ['tasks'];

const timeoutMilliseconds = 3000;

const closesWithoutProducer = new Counter({
  name: 'day_closes_without_producer_total',
  help: 'Days closed before all events of a producer were consumed, by producer',
  labelNames: ['producer'],
});

/**
 * Closes a day automatically only once all its events have arrived (F6). After the day has ended, Finance asks each
 * producer of money events for the head of its feed: that position covers everything committed by then, so once Finance
 * has consumed up to it the day is complete. CLOSE_DELAY_SECONDS covers transactions still open at the end of the day.
 * The positions are stored, so that a restart, another instance or a later day does not ask for more; one position
 * serves all days before it. No producer delays payouts for longer than CLOSE_WAITS_AT_MOST_SECONDS; what arrives after
 * that is booked on the next day (F9).
 */
@Injectable()
export class AwaitedProducers {
  private readonly logger = new Logger(AwaitedProducers.name);
  private readonly producers: readonly string[];
  private waiting: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly feeds: ProducerFeeds,
    private readonly configuration: FinanceConfiguration,
  ) {
    this.producers = moneyProducers.filter((producer) => feeds.producers.includes(producer));
  }

  /** Returns whether no producer keeps `day`, which has ended, from being closed; `today` is the current day. */
  async mayClose(day: string, today: string, now: Date): Promise<boolean> {
    await this.beginWaiting(day, today, now);
    for (const awaited of await this.awaitedFor(day, now)) {
      if (!(await this.isConsumed(awaited)) && !(await this.isGivenUp(awaited, now))) {
        return false;
      }
    }
    return true;
  }

  /** The producers whose events have not all arrived by now. Does not wait for them. */
  async missing(): Promise<WaitingFor> {
    const producers = await Promise.all(
      this.producers.map(async (producer) => ({
        producer,
        needed: (await this.headOf(producer)) ?? null,
        reached: await this.feeds.reached(producer),
      })),
    );
    return producers.filter(({ needed, reached }) => needed === null || reached < needed);
  }

  private async beginWaiting(day: string, today: string, now: Date): Promise<void> {
    await this.database.query(
      `insert into awaited_position (day, producer, since)
       select $2::date - 1, producer, $3 from unnest($4::text[]) as producer
       where not exists (
         select from awaited_position as known where known.producer = producer.producer and known.day >= $1::date
       )
       on conflict (day, producer) do nothing`,
      [day, today, now.toISOString(), this.producers],
    );
  }

  private awaitedFor(day: string, now: Date): Promise<Awaited[]> {
    return this.database.query<Awaited>(
      `select distinct on (producer) day::text, producer, position::float8 as position,
              since + make_interval(secs => $3) <= $2::timestamptz as is_overdue
       from awaited_position where day >= $1::date and producer = any($4::text[])
       order by producer, awaited_position.day`,
      [day, now.toISOString(), this.configuration.CLOSE_WAITS_AT_MOST_SECONDS, this.producers],
    );
  }

  private async isConsumed(awaited: Awaited): Promise<boolean> {
    const reached = await this.feeds.reached(awaited.producer);
    if (awaited.position !== null && reached >= awaited.position) {
      return true;
    }
    const position = await this.requiredPosition(awaited);
    if (position === undefined || reached >= position) {
      return position !== undefined;
    }
    await this.feeds.readUpTo(awaited.producer, position);
    this.logWaiting(
      `${awaited.day} has ended; waiting for events of ${awaited.producer}: at ${reached} of ${position}`,
    );
    return (await this.feeds.reached(awaited.producer)) >= position;
  }

  /**
   * The position up to which the producer must be consumed, stored; undefined until it is known. A feed that ends
   * before a position returned earlier was restored from a backup: what it has now is all there is.
   */
  private async requiredPosition({ day, producer }: Awaited): Promise<number | undefined> {
    const head = await this.headOf(producer);
    if (head === undefined) {
      this.logWaiting(`${day} has ended; waiting for ${producer}, which does not answer`);
    }
    const [known] = await this.database.query<{ position: number | null }>(
      `with stored as (
         update awaited_position set position = least(position, $3::bigint)
         where day = $1 and producer = $2 and $3::bigint is not null
         returning position
       )
       select position::float8 as position from stored
       union all
       select position::float8 from awaited_position
       where day = $1 and producer = $2 and not exists (select from stored)`,
      [day, producer, head],
    );
    return known?.position ?? undefined;
  }

  private async headOf(producer: string): Promise<number | undefined> {
    try {
      return await withinTime(timeoutMilliseconds, (signal) => this.feeds.head(producer, signal));
    } catch {
      return undefined;
    }
  }

  /** Counts each day that was waited for once, whatever the number of instances asking. */
  private async isGivenUp({ day, producer, is_overdue }: Awaited, now: Date): Promise<boolean> {
    if (!is_overdue) {
      return false;
    }
    const noted = await this.database.query<unknown>(
      `with noted as (
         update awaited_position set gave_up_at = $3
         where day = $1 and producer = $2 and gave_up_at is null
         returning day
       )
       select day from noted`,
      [day, producer, now.toISOString()],
    );
    if (noted.length > 0) {
      closesWithoutProducer.inc({ producer });
      this.logger.warn(
        `gave up waiting for ${producer}: closing days up to ${day} without the rest of its events, ` +
          'which will be booked on the next day',
      );
    }
    return true;
  }

  private logWaiting(what: string): void {
    if (this.waiting !== what) {
      this.logger.log(what);
    }
    this.waiting = what;
  }
}
