import { userDeleted, type UserEventBody } from '@ates/contracts';
import {
  copiesChanged,
  Database,
  latestCredible,
  prepared,
  sharedLoads,
  type SharedLoads,
  type Transaction,
} from '@ates/platform';
import { Injectable, Optional } from '@nestjs/common';
import { PeopleDirectory, type FoundPerson, type KnownPerson } from '../access/people-directory.js';
import { UnknownPeople } from './unknown-people.js';

/** An `auth.user.*` event, reduced to what the cache needs. */
export interface UserEvent {
  /** The message's permanent id. */
  id: string;
  type: string;
  body: UserEventBody;
}

/** Events as a transport delivers them, such as an `EventBatch` of libs/messaging. */
export interface UserEvents {
  readonly events: readonly UserEvent[];
  /** The events are reread, so compare the cached rows with Auth's. */
  readonly isComparison: boolean;
}

/** The signal that cached users changed, and so may have the performers available. */
export const cachedUsersChanged = copiesChanged('cached_user');

/** Caches the people that Auth owns (T11, F10). The cache takes precedence over tokens (A8). */
@Injectable()
export class CachedUsers extends PeopleDirectory {
  private readonly people: SharedLoads<FoundPerson>;

  constructor(
    protected readonly database: Database,
    @Optional() private readonly unknown?: UnknownPeople,
  ) {
    super();
    this.people = sharedLoads((ids) => knownPeople(database, ids));
  }

  async find(personId: string): Promise<KnownPerson | undefined> {
    const found = await this.people.load(personId);
    return found && { roles: found.roles, isDeleted: found.isDeleted };
  }

  /** Caches the person if Auth has them, then answers from the cache, which may know of a deletion. */
  override async ask(personId: string): Promise<KnownPerson | undefined> {
    const isThere = await this.unknown?.ask(personId);
    return isThere ? this.find(personId) : undefined;
  }

  /**
   * Records events about people, in any order and with any repetition (T11):
   * - created or changed marks the row as stale unless the event is already known or the person is deleted. An older
   *   event marks it too, since the row is then fetched in its current state whatever the times are (docs/adr/0041);
   * - deleted sets a flag that is never reset, also for people unknown before (docs/adr/0042).
   *
   * Returns how many rows changed; 0 when all events were known.
   */
  async record(tx: Transaction, { events, isComparison }: UserEvents, now: Date): Promise<number> {
    this.database.signals.afterCommit(tx, cachedUsersChanged);
    const deletions = events.filter(({ type }) => type === userDeleted.type);
    const changes = events.filter(({ type }) => type !== userDeleted.type);
    let changed = 0;
    if (changes.length > 0) {
      const parameters = [...parametersOf(changes), latestCredible(now).toISOString()];
      changed += await markStale(tx, parameters);
      await markForRefetch(tx, [...parameters, isComparison]);
    }
    return deletions.length > 0 ? changed + (await flagDeleted(tx, deletions)) : changed;
  }

  /**
   * Marks everyone but deleted people as stale, since Auth was restored and may have lost what is cached. People it no
   * longer has are then flagged as deleted.
   */
  async compareAll(tx: Transaction): Promise<void> {
    this.database.signals.afterCommit(tx, cachedUsersChanged);
    await tx.query(
      `with due as (
         select id from cached_user where not is_deleted and not is_stale order by id for no key update
       )
       update cached_user set is_stale = true, refused = null
       from due where cached_user.id = due.id and not is_deleted`,
    );
  }
}

const knownPeopleSql = prepared(`
  select id, roles, is_deleted as "isDeleted" from cached_user
  where id = any($1::uuid[]) and (is_known or is_deleted)`);

const knownPeople = (database: Database, ids: readonly string[]): Promise<FoundPerson[]> =>
  database.query<FoundPerson>(knownPeopleSql, [ids]);

/** SQL parameters: ids of events, ids of people, timestamps. */
export const parametersOf = (events: readonly UserEvent[]): string[][] => [
  events.map(({ id }) => id),
  events.map(({ body }) => body.user_id),
  events.map(({ body }) => body.timestamp),
];

// For each person the time of the newest event, and the events at that time.
export const newestEvents = `
  select distinct on (user_id) user_id, happened_at, array_agg(event_id) as event_ids
  from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as event (event_id, user_id, happened_at)
  group by user_id, happened_at
  order by user_id, happened_at desc`;

// A time after $4 comes from a wrong clock and cannot order events, so it counts as older than all others.
const credibleEvents = `
  select event_id, user_id, case when happened_at > $4::timestamptz then '-infinity' else happened_at end as happened_at
  from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as event (event_id, user_id, happened_at)`;

/**
 * Locks rows in id order, so that concurrent batches cannot deadlock. Another event at the same time counts as new; the
 * same event again does not.
 */
async function markStale(tx: Transaction, parameters: unknown[]): Promise<number> {
  const marked = await tx.query<unknown[]>(
    `insert into cached_user as known (id, changed_at, changed_by)
     select user_id, happened_at, event_ids
     from (
       select distinct on (user_id) user_id, happened_at, array_agg(event_id) as event_ids
       from (${credibleEvents}) as event
       group by user_id, happened_at
       order by user_id, happened_at desc
     ) as event
     order by user_id
     on conflict (id) do update
     set changed_at = excluded.changed_at, is_stale = true, refused = null,
         changed_by = case when known.changed_at = excluded.changed_at then known.changed_by else '{}' end
                      || excluded.changed_by
     where (excluded.changed_at > known.changed_at or known.changed_at > $4
            or excluded.changed_at = known.changed_at and not known.changed_by @> excluded.changed_by)
           and not known.is_deleted
     returning id`,
    parameters,
  );
  return marked.length;
}

/**
 * Marks rows of late events: the row may have been fetched before the change, whichever clocks were involved. In a
 * comparison ($5) marks every row.
 */
const markForRefetch = (tx: Transaction, parameters: unknown[]): Promise<unknown> =>
  tx.query(
    `with due as (
       select known.id from cached_user as known
       where known.id = any($2::uuid[]) and not known.is_stale and not known.is_deleted
         and exists (select from (${credibleEvents}) as event
                     where event.user_id = known.id and (event.happened_at < known.changed_at or $5::boolean))
       order by known.id
       for no key update of known
     )
     update cached_user set is_stale = true, refused = null
     from due where cached_user.id = due.id and not is_deleted`,
    parameters,
  );

/** Also flags people unknown so far: an earlier event about them may still arrive, and their token is still valid. */
async function flagDeleted(tx: Transaction, events: readonly UserEvent[]): Promise<number> {
  const flagged = await tx.query<unknown[]>(
    `insert into cached_user as known (id, is_deleted, is_stale, changed_at)
     select user_id, true, false, happened_at from (${newestEvents}) as event
     order by user_id
     on conflict (id) do update
     set is_deleted = true, is_stale = false, refused = null,
         changed_at = greatest(known.changed_at, excluded.changed_at)
     where not known.is_deleted or known.changed_at < excluded.changed_at
     returning id`,
    parametersOf(events),
  );
  return flagged.length;
}
