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
    if (events.length === 0) {
      return 0;
    }
    const parameters = [
      ...parametersOf(events),
      events.map(({ type }) => type === userDeleted.type),
      latestCredible(now).toISOString(),
    ];
    const changed = await tx.query<unknown[]>(recordSql, parameters);
    await tx.query(markForRefetchSql, [...parameters, isComparison]);
    return changed.length;
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

// The events in $1 to $4. A time after $5 comes from a wrong clock and cannot order changes, so it counts as older than all
// others; a deletion is final whenever it happened.
const reportedEvents = `
  select event_id, user_id, is_deletion,
         case when reported_at > $5::timestamptz and not is_deletion then '-infinity' else reported_at end as happened_at
  from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::boolean[])
    as reported (event_id, user_id, reported_at, is_deletion)`;

/**
 * Writes everyone in one statement, in the order of their ids: two batches that lock the same people wait for each other
 * instead of deadlocking. A deletion prevails over a change in the same batch, and also flags people unknown so far: an
 * earlier event about them may still arrive, and their token is still valid. Another event at the same time counts as new;
 * the same event again does not.
 */
const recordSql = prepared(`
  insert into cached_user as known (id, is_deleted, is_stale, changed_at, changed_by)
  select user_id, is_deletion, not is_deletion, happened_at, case when is_deletion then '{}' else event_ids end
  from (
    select distinct on (user_id) user_id, is_deletion, happened_at, array_agg(event_id) as event_ids
    from (${reportedEvents}) as event
    group by user_id, is_deletion, happened_at
    order by user_id, is_deletion desc, happened_at desc
  ) as event
  order by user_id
  on conflict (id) do update
  set is_deleted = excluded.is_deleted, is_stale = excluded.is_stale, refused = null,
      changed_at = case when excluded.is_deleted then greatest(known.changed_at, excluded.changed_at)
                        else excluded.changed_at end,
      changed_by = case when excluded.is_deleted or known.changed_at = excluded.changed_at
                        then known.changed_by else '{}' end || excluded.changed_by
  where case when excluded.is_deleted then not known.is_deleted or known.changed_at < excluded.changed_at
             else not known.is_deleted
                  and (excluded.changed_at > known.changed_at or known.changed_at > $5::timestamptz
                       or excluded.changed_at = known.changed_at and not known.changed_by @> excluded.changed_by) end
  returning id`);

/**
 * Marks rows of late events: the row may have been fetched before the change, whichever clocks were involved. In a
 * comparison ($6) marks every row. All of them are locked already: a conflict locks its row even if nothing changes.
 */
const markForRefetchSql = prepared(`
  with due as (
    select known.id from cached_user as known
    where known.id = any($2::uuid[]) and not known.is_stale and not known.is_deleted
      and exists (select from (${reportedEvents}) as event
                  where event.user_id = known.id and (event.happened_at < known.changed_at or $6::boolean))
    order by known.id
    for no key update of known
  )
  update cached_user set is_stale = true, refused = null
  from due where cached_user.id = due.id and not is_deleted`);
