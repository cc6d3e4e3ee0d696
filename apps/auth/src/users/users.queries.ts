import { Injectable } from '@nestjs/common';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { uuid, type Role, type UsersQuery, type UserView } from '@ates/contracts';
import { PeopleDirectory, PeopleLookup, type FoundPerson, type KnownPerson } from '@ates/identity';
import { whereFeedEnds } from '@ates/messaging';
import {
  Changes,
  Database,
  decodeCursor,
  findsPart,
  HeavyReads,
  searchFormOf,
  toPage,
  type Asker,
  type ReadSource,
} from '@ates/platform';
import { userNotFound } from './user.entity.js';
import { withoutCapitals } from './without-capitals.js';

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

/** Whose e-mail it is, with the hash of what they sign in with, where they have that. */
export interface FoundAccount {
  id: string;
  secret_hash: string | null;
}

/** A credential with whose it is. */
export interface FoundCredential {
  id: string;
  secret_hash: string;
}

/** Reads people. Whoever was deleted is not there any more. */
@Injectable()
export class UsersQueries {
  constructor(
    private readonly database: Database,
    private readonly heavyReads: HeavyReads,
    changes: Changes,
  ) {
    // Whatever is done to a person is told by an event.
    changes.register({ name: 'people', version: whereFeedEnds });
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
  async page(query: UsersQuery, asker: Asker) {
    const rows =
      query.text === undefined
        ? await peopleIn(this.database, query)
        : await this.heavyReads.read(asker, (source) => peopleIn(source, query));
    return toPage(rows, query.limit, (user) => [user.uuid]);
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
  async accountByEmail(email: string, kind: CredentialKind): Promise<FoundAccount | undefined> {
    const [found] = await this.database.query<FoundAccount>(
      `select users.id, credential.secret_hash
       from users left join credential on credential.user_id = users.id and credential.kind = $2
       where ${withoutCapitals('users.email')} = ${withoutCapitals('$1')} and not users.is_deleted`,
      [email, kind],
    );
    return found;
  }

  /** Whose beak is found by `lookup`, with its hash. */
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

/** A part of an address with its domain as it is stored; the same text where it is in ASCII or is no domain. */
function withAsciiDomain(text: string): string {
  const [domain = '', ...before] = text.split('@').toReversed();
  const ascii = domainToASCII(domain);
  return ascii === '' ? text : [...before.toReversed(), ascii].join('@');
}

async function peopleIn(
  source: ReadSource,
  { ids, text, role, cursor, limit }: UsersQuery,
): Promise<UserView[]> {
  const [after] = decodeCursor(cursor, z.tuple([uuid])) ?? [];
  const form = text === undefined ? undefined : await searchFormOf(source, text);
  // A domain in letters of any alphabet is stored in ASCII.
  const formInAscii = form && (await searchFormOf(source, withAsciiDomain(text ?? '')));
  return source.query<UserView>(
    `select ${userColumns} from users
     where not is_deleted
       and ($1::uuid[] is null or id = any($1))
       and ($2::text is null or ${findsPart('search_form', '$2')} or ${findsPart('search_form', '$6')})
       and ($3::text is null or $3 = any(roles))
       and ($4::uuid is null or id > $4)
     order by id
     limit $5 + 1`,
    [ids, form, role, after, limit, formInAscii ?? form],
  );
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
