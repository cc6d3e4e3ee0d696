import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { uuid, type InvitationPage, type InvitationsQuery, type InvitationView } from '@ates/contracts';
import {
  Changes,
  Database,
  decodeCursor,
  isoInstant,
  Problem,
  toPage,
  type Transaction,
} from '@ates/platform';
import { invitationsVersion } from '../invitations/invitations.queries.js';

const columns = `id as uuid, email, name, roles, language,
  case when expires_at > now() then 'open' else 'expired' end as state,
  user_id is not null as has_account, ${isoInstant('created_at')} as created_at, ${isoInstant('expires_at')} as expires_at`;

/** Reads invitations. */
@Injectable()
export class InvitedPeopleQueries {
  constructor(
    private readonly database: Database,
    changes: Changes,
  ) {
    changes.register({ name: 'invitations', version: invitationsVersion });
  }

  /** A page of invitations that are neither accepted nor revoked, newest first. Expired ones can be sent again. */
  async page({ cursor, limit }: InvitationsQuery): Promise<InvitationPage> {
    const [before] = decodeCursor(cursor, z.tuple([uuid])) ?? [];
    const rows = await this.database.query<InvitationView>(
      `select ${columns} from invitation
       where accepted_at is null and revoked_at is null and ($1::uuid is null or id < $1)
       order by id desc
       limit $2`,
      [before, limit + 1],
    );
    return toPage(rows, limit, (row) => [row.uuid]);
  }
}

/** An invitation as administrators see it. Throws the Problem `invitation-not-found`. */
export async function viewInvitation(tx: Transaction, id: string): Promise<InvitationView> {
  const [found] = await tx.query<InvitationView[]>(`select ${columns} from invitation where id = $1`, [id]);
  if (!found) {
    throw invitationNotFound();
  }
  return found;
}

export const invitationNotFound = (): Problem =>
  new Problem(
    'not-found',
    'invitation-not-found',
    'No open invitation has this id. It may have been accepted or revoked.',
  );

/** The data an invitation's page shows; undefined if there is no such invitation. */
export async function readInvitation(
  database: Database,
  id: string,
): Promise<{ email: string; name: string | null; hasAccount: boolean } | undefined> {
  const [found] = await database.query<{ email: string; name: string | null; hasAccount: boolean }>(
    `select email, name, user_id is not null as "hasAccount" from invitation where id = $1`,
    [id],
  );
  return found;
}
