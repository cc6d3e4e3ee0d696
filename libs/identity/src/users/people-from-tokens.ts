import { cleanedText, roles, userDeleted, type Role } from '@ates/contracts';
import { Clock, Database, latestCredible, ServicePart, type Transaction } from '@ates/platform';
import { Injectable } from '@nestjs/common';
import type { KnownPerson, SignedInPerson } from '../access/people-directory.js';
import {
  CachedUsers,
  cachedUsersChanged,
  newestEvents,
  parametersOf,
  type UserEvents,
} from './cached-users.js';
import { notKnownToReads } from './unknown-people.js';

/**
 * The copy of people where no Auth owns them but a foreign OpenID provider signs them in (A7): whoever shows a good
 * token is known from then on, as the newest token tells. Roles that aTES does not know are passed over.
 * The provider tells nobody of people who left; `auth.user.deleted` can still be told by whoever knows of it.
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

  /** An instance that only reads stores no one (S9): it knows the people whom the logic has stored. */
  override async noteSignedIn({ id, name, email, roles: said, at }: SignedInPerson): Promise<void> {
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
      [id, cleanedText(name), cleanedText(email), said.filter(isRole), at, latestCredible(this.clock.now())],
    );
    this.database.signals.give(cachedUsersChanged);
  }

  /** Whom the logic has not noted yet, a token alone does not let in here: they may have been deleted. */
  override async ask(personId: string): Promise<KnownPerson | undefined> {
    if (this.part.onlyReads) {
      throw notKnownToReads();
    }
    return super.ask(personId);
  }

  /**
   * Deletions alone: what else changed the next token says. People who are not known are noted as well, for a token of
   * theirs may still come.
   */
  override async record(tx: Transaction, { events }: UserEvents): Promise<number> {
    this.database.signals.afterCommit(tx, cachedUsersChanged);
    const deletions = events.filter(({ type }) => type === userDeleted.type);
    const flagged = await tx.query<unknown[]>(
      `insert into cached_user as known (id, is_known, is_deleted, is_stale, changed_at)
       select user_id, true, true, false, happened_at from (${newestEvents}) as event
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
