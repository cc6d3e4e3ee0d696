import { Injectable } from '@nestjs/common';
import type { Role, SessionList, UserPage, UsersQuery, UserView } from '@ates/contracts';
import { PeopleDirectory, type FoundPerson, type KnownPerson } from '@ates/identity';
import { whereFeedEnds } from '@ates/messaging';
import {
  Changes,
  Database,
  HeavyReads,
  prepared,
  sharedLoads,
  type Asker,
  type SharedLoads,
} from '@ates/platform';
import { sessionsOf } from '../sessions/sessions.queries.js';
import { peoplePage, userColumns, usersWithSignIns } from './people-list.js';
import { userNotFound } from './user.entity.js';
import { withoutCapitals } from '../database/without-capitals.js';

/** SQL of the change token: every change of a person publishes an event, and a sign-in is the newest of all. */
const peopleVersion = `select concat((${whereFeedEnds}), ' ', (select max(at) from last_sign_in))`;

/** The data of a person that tokens contain. */
export interface Account {
  id: string;
  name: string;
  email: string;
  roles: Role[];
}

/** The kinds of credentials. */
export type CredentialKind = 'password' | 'beak';

/** The owner of an e-mail, with the hash of the requested credential if they have it. */
interface FoundAccount {
  id: string;
  secret_hash: string | null;
}

/** A credential and its owner. */
interface FoundCredential {
  id: string;
  secret_hash: string;
}

/** Reads people; deleted ones only for a list of them. */
@Injectable()
export class UsersQueries {
  constructor(
    private readonly database: Database,
    private readonly heavyReads: HeavyReads,
    changes: Changes,
  ) {
    changes.register({ name: 'people', version: peopleVersion });
  }

  /** A person (A5). Throws the Problem `user-not-found`. */
  async one(id: string): Promise<UserView> {
    const [user] = await this.database.query<UserView>(
      `select ${userColumns} from ${usersWithSignIns} where users.id = $1 and not users.is_deleted`,
      [id],
    );
    if (!user) {
      throw userNotFound(id);
    }
    return user;
  }

  /**
   * A page of people, filtered by `ids`, by `text` in name or e-mail, by role and by status. Filters are combined with
   * AND. Without a status, deleted people are left out.
   */
  page(query: UsersQuery, asker: Asker): Promise<UserPage> {
    return query.text === undefined
      ? peoplePage(this.database, query)
      : this.heavyReads.read(asker, (source) => peoplePage(source, query));
  }

  /** A person's sessions (A2). Throws the Problem `user-not-found`. */
  async sessions(id: string): Promise<SessionList> {
    await this.one(id);
    return { items: await sessionsOf(this.database, id) };
  }

  /** The data of a person for tokens; undefined if they do not exist or were deleted. */
  async account(id: string): Promise<Account | undefined> {
    const [account] = await this.database.query<Account>(
      `select id, name, email, roles from users where id = $1 and not is_deleted`,
      [id],
    );
    return account;
  }

  /** The owner of an e-mail, with the hash of their password or beak, if set; undefined if no one has it. */
  async accountByEmail(email: string, kind: CredentialKind): Promise<FoundAccount | undefined> {
    const [found] = await this.database.query<FoundAccount>(
      `select users.id, credential.secret_hash
       from users left join credential on credential.user_id = users.id and credential.kind = $2
       where ${withoutCapitals('users.email')} = ${withoutCapitals('$1')} and not users.is_deleted`,
      [email, kind],
    );
    return found;
  }

  /** The owner of the beak with this lookup key, and its hash; undefined if no one has it. */
  async credentialByLookup(lookup: string): Promise<FoundCredential | undefined> {
    const [found] = await this.database.query<FoundCredential>(
      `select users.id, credential.secret_hash
       from users join credential on credential.user_id = users.id
       where credential.lookup = $1 and not users.is_deleted`,
      [lookup],
    );
    return found;
  }
}

const peopleSql = prepared(
  `select id, roles, is_deleted as "isDeleted" from users where id = any($1::uuid[])`,
);

/** Looks people up in Auth's own table; people without a row count as deleted. */
@Injectable()
export class UsersDirectory extends PeopleDirectory {
  private readonly people: SharedLoads<FoundPerson>;

  constructor(database: Database) {
    super();
    this.people = sharedLoads((ids) => database.query<FoundPerson>(peopleSql, [ids]));
  }

  async find(personId: string): Promise<KnownPerson> {
    return (await this.people.load(personId)) ?? { roles: [], isDeleted: true };
  }
}
