import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { uuid, type Role, type UsersQuery, type UserView } from '@ates/contracts';
import { PeopleDirectory, PeopleLookup, type FoundPerson, type KnownPerson } from '@ates/identity';
import { whereFeedEnds } from '@ates/messaging';
import { Changes, Database, decodeCursor, toPage } from '@ates/platform';
import { userNotFound } from './user.entity.js';

/** SQL of an instant as ISO 8601 in UTC with milliseconds. */
const isoInstant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;

const userColumns = `id as uuid, name, email, roles, details, ${isoInstant('created_at')}, ${isoInstant('changed_at')}`;

/** What a person is known by when they sign in. */
export interface Account {
  id: string;
  name: string;
  email: string;
  roles: Role[];
}

/** What a person signs in with. */
export type CredentialKind = 'password' | 'beak';

/** A credential with whose it is. */
export interface FoundCredential {
  id: string;
  email: string;
  secret_hash: string;
}

/** Reads people. Whoever was deleted is not there any more. */
@Injectable()
export class UsersQueries {
  constructor(
    private readonly database: Database,
    changes: Changes,
  ) {
    // Whatever is done to a person is told by an event.
    changes.enter({ name: 'people', version: whereFeedEnds });
  }

  /** A person (A5). Throws the Problem `user-not-found`. */
  async one(id: string): Promise<UserView> {
    const [user] = await this.database.query<UserView>(
      `select ${userColumns} from users where id = $1 and not is_deleted`,
      [id],
    );
    if (!user) {
      throw userNotFound(id);
    }
    return user;
  }

  /**
   * People in the order in which they came, page by page: all, those of `ids`, those whose name or e-mail has `text`,
   * those who have a role; each narrows what the others leave.
   */
  async page({ ids, text, role, cursor, limit }: UsersQuery) {
    const [after] = decodeCursor(cursor, z.tuple([uuid])) ?? [];
    const rows = await this.database.query<UserView>(
      `select ${userColumns} from users
       where not is_deleted
         and ($1::uuid[] is null or id = any($1))
         and ($2::text is null or strpos(lower(name collate "und-x-icu"), $2) > 0 or strpos(email, $2) > 0)
         and ($3::text is null or $3 = any(roles))
         and ($4::uuid is null or id > $4)
       order by id
       limit $5 + 1`,
      [ids, text?.toLowerCase(), role, after, limit],
    );
    return toPage(rows, limit, (user) => [user.uuid]);
  }

  /** What tokens say of a person; undefined for one who is not there, or not any more. */
  async account(id: string): Promise<Account | undefined> {
    const [account] = await this.database.query<Account>(
      `select id, name, email, roles from users where id = $1 and not is_deleted`,
      [id],
    );
    return account;
  }

  /** Whose e-mail it is, with the hash of the password or the beak, if one is set. */
  async credentialOf(email: string, kind: CredentialKind): Promise<FoundCredential | undefined> {
    const [found] = await this.database.query<FoundCredential>(
      `select users.id, users.email, credential.secret_hash
       from users join credential on credential.user_id = users.id and credential.kind = $2
       where users.email = $1 and not users.is_deleted`,
      [email, kind],
    );
    return found;
  }

  /** Whose beak is found by `lookup`, with its hash. */
  async credentialByLookup(lookup: string): Promise<FoundCredential | undefined> {
    const [found] = await this.database.query<FoundCredential>(
      `select users.id, users.email, credential.secret_hash
       from users join credential on credential.user_id = users.id
       where credential.lookup = $1 and not users.is_deleted`,
      [lookup],
    );
    return found;
  }
}

/** Auth's own word about a person: the row itself, so whoever has none is nobody. */
@Injectable()
export class UsersDirectory extends PeopleDirectory {
  private readonly lookup: PeopleLookup;

  constructor(database: Database) {
    super();
    this.lookup = new PeopleLookup((ids) =>
      database.query<FoundPerson>(
        `select id, roles, is_deleted as "isDeleted" from users where id = any($1::uuid[])`,
        [ids],
      ),
    );
  }

  async find(personId: string): Promise<KnownPerson> {
    return (await this.lookup.find(personId)) ?? { roles: [], isDeleted: true };
  }
}
