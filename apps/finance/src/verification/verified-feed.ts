import { Injectable } from '@nestjs/common';
import {
  findEventContract,
  taskAssigned,
  taskCompleted,
  type AssignmentBody,
  type FeedEvent,
  type LedgerDifference,
  type LedgerVerification,
} from '@ates/contracts';
import { ProducerFeeds } from '@ates/messaging';
import type { Transaction } from '@ates/platform';
import { businessDayOf, dayEndOf, type DayEnd } from '../ledger/business-calendar.js';
import { effectOf } from '../ledger/post-task-events.js';
import { columnsOf, effectRows, type Effect } from '../ledger/postings.js';
import type { Checkpoint } from './verification-queue.js';
import { groupOfKey, groupSql, KeySums, sumSql, type GroupSum } from './key-sums.js';

const producer = 'tasks';
const maxDifferences = 100;

// Limits how many groups of keys are held in memory when there is a difference to report.
const maxGroups = 50;

type ComparedFeed = LedgerVerification['feed'];

/** The result of comparing Tasks' feed with the postings. */
interface FeedComparison {
  feed: ComparedFeed;
  differences: LedgerDifference[];
}

/** A fee or a reward that Tasks published, and where. */
interface PublishedEffect extends Effect {
  eventId: string;
  position: number;
}

interface ComparedEffect {
  key: string;
  /** The day it is booked on, or would be. */
  day: string;
  account: string | null;
  posting: string | null;
  expected: string;
  found: string | null;
}

/**
 * Compares postings with Tasks' event feed (F3): each fee and each reward must be in the feed with the same content,
 * and each event up to the consumer position must have its posting or be parked. Memory does not grow with the feed.
 */
@Injectable()
export class VerifiedFeed {
  constructor(private readonly feeds: ProducerFeeds) {}

  /** The consumer position as of the transaction, without a comparison. */
  async skipped(tx: Transaction): Promise<FeedComparison> {
    return { feed: feedState('skipped', await consumerPosition(tx)), differences: [] };
  }

  /** Compares the requested days as of the transaction's snapshot. Calls `checkpoint` before each page. */
  async compare(
    tx: Transaction,
    days: readonly string[],
    dayEnd: DayEnd,
    checkpoint: Checkpoint,
  ): Promise<FeedComparison> {
    const consumed = await consumerPosition(tx);
    if (!this.feeds.producers.includes(producer)) {
      return { feed: feedState('skipped', consumed), differences: [] };
    }
    try {
      // Asked for after the snapshot was taken: the feed up to here has the event of every posting in the snapshot.
      const head = await this.feeds.head(producer);
      const pass = new FeedPass(tx, days, dayEnd, consumed);
      for await (const events of this.feeds.events(producer, head)) {
        checkpoint();
        await pass.consume(events);
      }
      const unpublished = await this.unpublished(tx, days, head, pass.sums);
      return { feed: pass.outcome(), differences: [...pass.differences, ...unpublished] };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { feed: { ...feedState('unavailable', consumed), reason }, differences: [] };
    }
  }

  /** Postings without an event. Reads the feed a second time, for the few groups of keys that differ. */
  private async unpublished(
    tx: Transaction,
    days: readonly string[],
    head: number,
    sums: KeySums,
  ): Promise<LedgerDifference[]> {
    const groups = sums.differing(await bookedSums(tx, days)).slice(0, maxGroups);
    if (groups.length === 0) {
      return [];
    }
    const wanted = new Set(groups);
    const published = new Set<string>();
    for await (const events of this.feeds.events(producer, head)) {
      for (const { key } of events.flatMap(effectIn)) {
        if (wanted.has(groupOfKey(key))) {
          published.add(key);
        }
      }
    }
    const booked = await bookedIn(tx, days, groups);
    return booked.filter(({ found }) => !published.has(found)).slice(0, maxDifferences);
  }
}

/** One pass over the feed, page by page. */
class FeedPass {
  readonly sums = new KeySums();
  readonly differences: LedgerDifference[] = [];
  private events = 0;
  private parked = 0;

  constructor(
    private readonly tx: Transaction,
    private readonly days: readonly string[],
    private readonly dayEnd: DayEnd,
    private readonly consumed: number,
  ) {}

  outcome(): ComparedFeed {
    return { ...feedState('compared', this.consumed), events: this.events, parked: this.parked };
  }

  async consume(events: readonly FeedEvent[]): Promise<void> {
    const effects = new Map(events.flatMap(effectIn).map((effect) => [effect.key, effect]));
    this.events += effects.size;
    const compared = await comparedEffects(this.tx, [...effects.values()], this.days, this.dayEnd);
    compared.filter(({ posting }) => posting !== null).forEach(({ key }) => this.sums.add(key));
    const wrong = compared.flatMap((row) => {
      const effect = effects.get(row.key);
      return effect && effect.position <= this.consumed && row.expected !== row.found
        ? [{ row, effect }]
        : [];
    });
    const parked = await parkedAmong(
      this.tx,
      wrong.map(({ effect }) => effect.eventId),
    );
    for (const { row, effect } of wrong) {
      if (parked.has(effect.eventId)) {
        this.parked += 1;
      } else if (this.differences.length < maxDifferences) {
        this.differences.push(differenceOf(row, effect));
      }
    }
  }
}

const feedState = (state: ComparedFeed['state'], position: number): ComparedFeed => ({
  state,
  position,
  events: 0,
  parked: 0,
  reason: null,
});

async function consumerPosition(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ position: number }[]>(
    `select position::float8 as position from feed_position where producer = $1`,
    [producer],
  );
  return row?.position ?? 0;
}

/** Empty for an event that moves no money, or one that cannot be parsed and is therefore parked. */
function effectIn({ id, type, version, body, position }: FeedEvent): PublishedEffect[] {
  if (type !== taskAssigned.type && type !== taskCompleted.type) {
    return [];
  }
  const read = findEventContract(type, version)?.body.safeParse(body);
  const effect = read?.success ? effectOf({ id, type, body: read.data as AssignmentBody }) : undefined;
  return effect ? [{ ...effect, eventId: id, position }] : [];
}

const comparedEffects = async (
  tx: Transaction,
  effects: readonly Effect[],
  days: readonly string[],
  dayEnd: DayEnd,
): Promise<ComparedEffect[]> =>
  effects.length === 0
    ? []
    : tx.query<ComparedEffect[]>(
        `select compared.key, compared.day::text as day, account, posting, expected, found
         from (
           select effect.key, person.id as account, posting_key.posting,
                  coalesce(posting_key.booked_on, ${businessDayOf('effect.occurred_at', '$8', '$9')}) as day,
                  encode(effect.content_hash, 'hex') as expected, encode(posting_key.content_hash, 'hex') as found
           from (${effectRows}) as effect
           left join posting_key using (subject, kind)
           left join account as person on person.user_id = effect.user_id
         ) as compared
         where compared.day between $10 and $11`,
        [...columnsOf(effects), ...dayEndOf(dayEnd), ...days],
      );

async function parkedAmong(tx: Transaction, eventIds: readonly string[]): Promise<Set<string>> {
  if (eventIds.length === 0) {
    return new Set();
  }
  const rows = await tx.query<{ id: string }[]>(
    `select lower(message_id) as id from parked_message
     where producer = $1 and lower(message_id) = any($2::text[]) and state in ('parked', 'discarded')`,
    [producer, eventIds],
  );
  return new Set(rows.map(({ id }) => id));
}

const replayAdvice =
  'POST /reconciliation/runs {"producer": "tasks"} books the missing events of Tasks on the first open day.';

const differenceOf = (
  row: ComparedEffect,
  { eventId, position, kind, taskId, userId }: PublishedEffect,
): LedgerDifference => {
  const event = `event ${eventId} at position ${position} of Tasks' feed: ${kind} of task ${taskId}`;
  const common = { day: row.day, account: row.account, user: userId };
  return row.posting === null
    ? { ...common, what: 'posting', posting: null, expected: event, found: 'nothing', advice: replayAdvice }
    : {
        ...common,
        what: 'posting and event',
        posting: row.posting,
        expected: `${row.expected}, as ${event} says`,
        found: row.found ?? 'nothing',
        advice: 'Find out which one is right. If it is the event, reverse the posting.',
      };
};

const ofTasks = `kind in ('fee', 'reward') and booked_on between $1 and $2`;

const keyText = 'key_of(kind, subject)';

const bookedSums = (tx: Transaction, days: readonly string[]): Promise<GroupSum[]> =>
  tx.query<GroupSum[]>(
    `select ${groupSql(keyText)}::int as group, ${sumSql(keyText)} as sum from posting_key where ${ofTasks} group by 1`,
    [...days],
  );

const bookedIn = (
  tx: Transaction,
  days: readonly string[],
  groups: readonly number[],
): Promise<LedgerDifference[]> =>
  tx.query<LedgerDifference[]>(
    `select 'event' as what, key.booked_on::text as day, account.id as account, account.user_id as user, key.posting,
            'an event of Tasks' as expected, key.text as found, $4 as advice
     from (
       select *, ${keyText} as text from posting_key where ${ofTasks}
     ) as key
     left join posting on posting.id = key.posting and posting.booked_on = key.booked_on
       and posting.booked_on between $1 and $2
     left join account on account.id = posting.person_account
     where ${groupSql('key.text')} = any($3::int[])
     order by key.booked_on, posting.occurred_at, key.posting`,
    [
      ...days,
      groups,
      'Tasks never published this event, or lost it in a restore. Reverse the posting if it should not exist.',
    ],
  );
