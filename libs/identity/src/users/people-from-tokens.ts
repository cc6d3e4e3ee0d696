import { cleanedText, roles, userDeleted, type Role } from '@ates/contracts';
import { Clock, Database, latestCredible, ServicePart, type Transaction } from '@ates/platform';
import { Injectable } from '@nestjs/common';
import type { KnownPerson, SignedInPerson } from '../access/people-directory.js';
import { CachedUsers, cachedUsersChanged, parametersOf, type UserEvents } from './cached-users.js';
import { notKnownToReads } from './unknown-people.js';

/**
 * Caches people where a foreign OpenID provider, not Auth, owns them (A7): anyone with a verified token is known from
 * then on, as in their newest token. Ignores roles that aTES does not know. The provider announces no deletions, but
 * another program can still publish `auth.user.deleted`.
 */
@Injectable()
export class PeopleFromTokens extends CachedUsers {
  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly part: ServicePart,
  ) {
    super(database);
  }

  /** A read-only instance stores no one (S9): it knows the people that the read-write part has stored. */
  override async noteSignedIn({ id, name, email, roles: tokenRoles, at }: SignedInPerson): Promise<void> {
    if (this.part.onlyReads) {
      return;
    }
    await this.database.query(
      `insert into cached_user as known (id, name, email, roles, is_known, is_stale, changed_at)
       values ($1, $2, $3, $4, true, false, $5)
       on conflict (id) do update
       set name = excluded.name, email = excluded.email, roles = excluded.roles, is_known = true,
           is_stale = false, changed_at = excluded.changed_at
       where (excluded.changed_at >= known.changed_at or known.changed_at > $6 or not known.is_known)
             and not known.is_deleted`,
      [
        id,
        cleanedText(name),
        cleanedText(email),
        tokenRoles.filter(isRole),
        at,
        latestCredible(this.clock.now()),
      ],
    );
    this.database.signals.give(cachedUsersChanged);
  }

  /** A read-only instance does not accept unknown people by their token: they may have been deleted. */
  override async ask(personId: string): Promise<KnownPerson | undefined> {
    if (this.part.onlyReads) {
      throw notKnownToReads();
    }
    return super.ask(personId);
  }

  /**
   * Records deletions only, since other changes come with the next token. Also flags people unknown so far, who may
   * still present a token.
   */
  override async record(tx: Transaction, { events }: UserEvents): Promise<number> {
    this.database.signals.afterCommit(tx, cachedUsersChanged);
    const deletions = events.filter(({ type }) => type === userDeleted.type);
    const flagged = await tx.query<unknown[]>(
      `insert into cached_user as known (id, is_known, is_deleted, is_stale, changed_at)
       select user_id, true, true, false, max(happened_at)
       from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as event (event_id, user_id, happened_at)
       group by user_id
       order by user_id
       on conflict (id) do update
       set is_deleted = true, is_stale = false, changed_at = greatest(known.changed_at, excluded.changed_at)
       where not known.is_deleted or known.changed_at < excluded.changed_at
       returning id`,
      parametersOf(deletions),
    );
    return flagged.length;
  }
}

const isRole = (role: string): role is Role => roles.some((known) => known === role);
