import { roles, userDeleted, type Role } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { Injectable } from '@nestjs/common';
import type { SignedInPerson } from '../access/people-directory.js';
import { CachedUsers, newestEvents, parametersOf, storable, type UserEvent } from './cached-users.js';

/**
 * The copy of people where no Auth owns them but a foreign OpenID provider signs them in (A7): whoever shows a good
 * token is known from then on, as the newest token tells. Roles that aTES does not know are passed over.
 * The provider tells nobody of people who left; `auth.user.deleted` can still be told by whoever knows of it.
 */
@Injectable()
export class PeopleFromTokens extends CachedUsers {
  override async noteSignedIn({ id, name, email, roles: said, at }: SignedInPerson): Promise<void> {
    await this.database.query(
      `insert into cached_user as known (id, name, email, roles, is_known, is_stale, changed_at)
       values ($1, $2, $3, $4, true, false, $5)
       on conflict (id) do update
       set name = excluded.name, email = excluded.email, roles = excluded.roles, is_known = true,
           is_stale = false, changed_at = excluded.changed_at
       where excluded.changed_at >= known.changed_at and not known.is_deleted`,
      [id, storable(name), storable(email), said.filter(isRole), at],
    );
  }

  /**
   * Deletions alone: what else changed the next token says. People who are not known are noted as well, for a token of
   * theirs may still come.
   */
  override async record(tx: Transaction, events: readonly UserEvent[]): Promise<number> {
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
