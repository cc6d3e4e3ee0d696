import { Injectable, Logger } from '@nestjs/common';
import type { DayClosing } from '@ates/contracts';
import { ProducerFeeds } from '@ates/messaging';
import { Counter, Database } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';

type WaitingFor = DayClosing['waiting_for'];

interface Awaited {
  day: string;
  producer: string;
  position: number | null;
  /** It was waited for as long as is allowed. */
  is_overdue: boolean;
}

/** Whose events move money. */
const moneyProducers = ['tasks'];

const patienceMilliseconds = 3000;

const closesWithoutProducer = new Counter({
  name: 'day_closes_without_producer_total',
  help: 'Times that days were closed though a producer had not been heard up to their end, by producer',
  labelNames: ['producer'],
});

/**
 * A day is closed by itself once what belongs to it has arrived (F6). After its end each producer of money events is
 * asked where its feed ends: that position includes everything that had committed by then, so when Finance has read up
 * to there the day is complete. What was still in a transaction at the end of the day is what CLOSE_DELAY_SECONDS is for.
 * The positions are stored, so that a restart, another instance or a later day do not ask for more; one serves all days
 * before it. No producer holds up payouts for longer than CLOSE_WAITS_AT_MOST_SECONDS; what comes after that counts for
 * the next day (F9).
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

  /** True when `day`, which is over, may be closed as far as producers go; `today` is the day that goes on. */
  async letClose(day: string, today: string, now: Date): Promise<boolean> {
    await this.beginWaiting(day, today, now);
    for (const awaited of await this.awaitedFor(day, now)) {
      if (!(await this.isConsumed(awaited)) && !(await this.isGivenUp(awaited, now))) {
        return false;
      }
    }
    return true;
  }

  /** What has not arrived as of now, without waiting for it. */
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
    const position = await this.ask(awaited);
    if (position === undefined || reached >= position) {
      return position !== undefined;
    }
    await this.feeds.readUpTo(awaited.producer, position);
    this.noteWaiting(`${awaited.day} is over and waits for ${awaited.producer}: ${reached} of ${position}`);
    return (await this.feeds.reached(awaited.producer)) >= position;
  }

  /**
   * Up to where the producer is to be heard, stored; undefined while that is not known. A feed that ends before a
   * position that was given earlier was restored from a backup, and then what it has is all there is.
   */
  private async ask({ day, producer }: Awaited): Promise<number | undefined> {
    const head = await this.headOf(producer);
    if (head === undefined) {
      this.noteWaiting(`${day} is over and waits for ${producer}, which does not answer`);
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
      return await this.feeds.head(producer, AbortSignal.timeout(patienceMilliseconds));
    } catch {
      return undefined;
    }
  }

  /** Counted once for each day that was waited for, whichever instances ask. */
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
        `${producer} was waited for long enough: days up to ${day} are closed without the rest of what it told, ` +
          'which counts for the next day',
      );
    }
    return true;
  }

  private noteWaiting(what: string): void {
    if (this.waiting !== what) {
      this.logger.log(what);
    }
    this.waiting = what;
  }
}
