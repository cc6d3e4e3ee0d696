import { userDeleted, type UserEventBody } from '@ates/contracts';
import { Database, type Transaction } from '@ates/platform';
import { Injectable } from '@nestjs/common';
import { PeopleDirectory, type KnownPerson } from '../access/people-directory.js';
import { PeopleLookup, type FoundPerson } from '../access/people-lookup.js';

/** An `auth.user.*` event, as far as the copy of people is concerned. */
export interface UserEvent {
  /** The message's permanent id. */
  id: string;
  type: string;
  body: UserEventBody;
}

/** This service's copy of the people that Auth owns (T11, F10); the last word about who may (A8). */
@Injectable()
export class CachedUsers extends PeopleDirectory {
  private readonly lookup: PeopleLookup;

  constructor(protected readonly database: Database) {
    super();
    this.lookup = new PeopleLookup((ids) => knownPeople(database, ids));
  }

  find(personId: string): Promise<KnownPerson | undefined> {
    return this.lookup.find(personId);
  }

  /**
   * Takes note of what happened to people, in any order and however often it is told (T11):
   * created or changed marks the copy as stale, with the event's time, unless something newer is known or the person
   * is deleted; deleted is a flag that is never undone, and nobody is kept who was deleted before being known.
   * Answers how many copies it changed; none when all of it was known.
   */
  async record(tx: Transaction, events: readonly UserEvent[]): Promise<number> {
    const deletions = events.filter(({ type }) => type === userDeleted.type);
    const changes = events.filter(({ type }) => type !== userDeleted.type);
    const marked = changes.length > 0 ? await markStale(tx, changes) : 0;
    if (deletions.length === 0) {
      return marked;
    }
    const flagged = await flagDeleted(tx, deletions);
    await forgetNeverKnown(
      tx,
      deletions.map(({ body }) => body.user_id),
    );
    return marked + flagged;
  }
}

/** PostgreSQL refuses NUL in text, and one odd name must not hold up everybody else. */
export const storable = (text: string): string => text.replaceAll('\u0000', '');

const knownPeople = (database: Database, ids: string[]): Promise<FoundPerson[]> =>
  database.query<FoundPerson>(
    `select id, roles, is_deleted as "isDeleted" from cached_user where id = any($1::uuid[]) and is_known`,
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

/**
 * In the order of ids, so that two lists at the same time wait for each other and never in a circle. Another event of
 * the same time counts, the same one again does not.
 */
async function markStale(tx: Transaction, events: readonly UserEvent[]): Promise<number> {
  const marked = await tx.query<unknown[]>(
    `insert into cached_user as known (id, changed_at, changed_by)
     select user_id, happened_at, event_ids from (${newestEvents}) as event
     order by user_id
     on conflict (id) do update
     set changed_at = excluded.changed_at, is_stale = true, refused = null,
         changed_by = case when known.changed_at = excluded.changed_at then known.changed_by else '{}' end
                      || excluded.changed_by
     where (excluded.changed_at > known.changed_at
            or excluded.changed_at = known.changed_at and not known.changed_by @> excluded.changed_by)
           and not known.is_deleted
     returning id`,
    parametersOf(events),
  );
  return marked.length;
}

async function flagDeleted(tx: Transaction, events: readonly UserEvent[]): Promise<number> {
  const [, flagged] = await tx.query<[unknown[], number]>(
    `update cached_user
     set is_deleted = true, is_stale = false, changed_at = greatest(changed_at, event.happened_at)
     from (${newestEvents}) as event
     where id = event.user_id and is_known and (not is_deleted or changed_at < event.happened_at)`,
    parametersOf(events),
  );
  return flagged;
}

/** Nobody who was never fetched is kept once deleted. */
export const forgetNeverKnown = (tx: Transaction, ids: readonly string[]): Promise<unknown> =>
  tx.query(`delete from cached_user where id = any($1::uuid[]) and not is_known`, [ids]);
