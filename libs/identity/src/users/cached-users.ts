import { userDeleted, type UserEventBody } from '@ates/contracts';
import { copiesChanged, Database, latestCredible, type Transaction } from '@ates/platform';
import { Injectable, Optional } from '@nestjs/common';
import { PeopleDirectory, type KnownPerson } from '../access/people-directory.js';
import { PeopleLookup, type FoundPerson } from '../access/people-lookup.js';
import { UnknownPeople } from './unknown-people.js';

/** An `auth.user.*` event, as far as the copy of people is concerned. */
export interface UserEvent {
  /** The message's permanent id. */
  id: string;
  type: string;
  body: UserEventBody;
}

/** Events as a transport gives them; an `EventBatch` of libs/messaging is one. */
export interface UserEvents {
  readonly events: readonly UserEvent[];
  /** They are told once more, so that the copies are compared with what Auth has. */
  readonly isComparison: boolean;
}

/** The signal that cached users changed: who may perform tasks may be others now. */
export const cachedUsersChanged = copiesChanged('cached_user');

/** This service's copy of the people that Auth owns (T11, F10); the last word about who may (A8). */
@Injectable()
export class CachedUsers extends PeopleDirectory {
  private readonly lookup: PeopleLookup;

  constructor(
    protected readonly database: Database,
    @Optional() private readonly unknown?: UnknownPeople,
  ) {
    super();
    this.lookup = new PeopleLookup((ids) => knownPeople(database, ids));
  }

  find(personId: string): Promise<KnownPerson | undefined> {
    return this.lookup.find(personId);
  }

  /** Puts the person into the cache when Auth has them; then what the cache says counts, a deletion above all. */
  override async ask(personId: string): Promise<KnownPerson | undefined> {
    const isThere = await this.unknown?.ask(personId);
    return isThere ? this.find(personId) : undefined;
  }

  /**
   * Takes note of what happened to people, in any order and however often it is told (T11):
   * created or changed marks the copy as stale unless it is known already or the person is deleted, and an older one
   * marks it too: what is fetched then is true whatever the times are (docs/adr/0041). Deleted is a flag that is never
   * undone, and is kept of people who were not known before (docs/adr/0042).
   * Answers how many copies hold news; none when all of it was known.
   */
  async record(tx: Transaction, { events, isComparison }: UserEvents, now: Date): Promise<number> {
    this.database.signals.afterCommit(tx, cachedUsersChanged);
    const deletions = events.filter(({ type }) => type === userDeleted.type);
    const changes = events.filter(({ type }) => type !== userDeleted.type);
    let news = 0;
    if (changes.length > 0) {
      const parameters = [...parametersOf(changes), latestCredible(now).toISOString()];
      news += await markStale(tx, parameters);
      await markToBeCompared(tx, [...parameters, isComparison]);
    }
    return deletions.length > 0 ? news + (await flagDeleted(tx, deletions)) : news;
  }
}

const knownPeople = (database: Database, ids: string[]): Promise<FoundPerson[]> =>
  database.query<FoundPerson>(
    `select id, roles, is_deleted as "isDeleted" from cached_user
     where id = any($1::uuid[]) and (is_known or is_deleted)`,
    [ids],
  );

/** Three parameters: which event, whose, and when. */
export const parametersOf = (events: readonly UserEvent[]): string[][] => [
  events.map(({ id }) => id),
  events.map(({ body }) => body.user_id),
  events.map(({ body }) => body.timestamp),
];

// Of each person the time of the newest event, and which events are of that time.
export const newestEvents = `
  select distinct on (user_id) user_id, happened_at, array_agg(event_id) as event_ids
  from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as event (event_id, user_id, happened_at)
  group by user_id, happened_at
  order by user_id, happened_at desc`;

// A time after $4 was written by a wrong clock: it orders nothing, so it counts as older than all others.
const credibleEvents = `
  select event_id, user_id, case when happened_at > $4::timestamptz then '-infinity' else happened_at end as happened_at
  from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as event (event_id, user_id, happened_at)`;

/**
 * In the order of ids, so that two lists at the same time wait for each other and never in a circle. Another event of
 * the same time counts, the same one again does not.
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
 * What came too late to be news: the copy may have been fetched before it happened, by whatever clocks there are. In a
 * comparison ($5) every copy is fetched again.
 */
const markToBeCompared = (tx: Transaction, parameters: unknown[]): Promise<unknown> =>
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

/** Also people who were never heard of: an event about them from before may still come, and a token of theirs is good. */
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
