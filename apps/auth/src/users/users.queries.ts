import { Injectable } from '@nestjs/common';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { uuid, type Role, type UsersQuery, type UserView } from '@ates/contracts';
import { PeopleDirectory, type FoundPerson, type KnownPerson } from '@ates/identity';
import { whereFeedEnds } from '@ates/messaging';
import {
  Changes,
  Database,
  decodeCursor,
  findsPart,
  HeavyReads,
  prepared,
  searchFormOf,
  sharedLoads,
  toPage,
  type Asker,
  type ReadSource,
  type SharedLoads,
  isoInstant,
} from '@ates/platform';
import { userNotFound } from './user.entity.js';
import { withoutCapitals } from '../database/without-capitals.js';

const userColumns = `id as uuid, name, email, roles, details, ${isoInstant('created_at')} as created_at, ${isoInstant('changed_at')} as changed_at`;

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

/** Reads people, except deleted ones. */
@Injectable()
export class UsersQueries {
  constructor(
    private readonly database: Database,
    private readonly heavyReads: HeavyReads,
    changes: Changes,
  ) {
    // Every change of a person publishes an event, so the end of the feed is their change token.
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
   * A page of people in the order they were added, filtered by `ids`, by `text` in name or e-mail, and by role. Filters
   * are combined with AND.
   */
  async page(query: UsersQuery, asker: Asker) {
    const rows =
      query.text === undefined
        ? await peopleIn(this.database, query)
        : await this.heavyReads.read(asker, (source) => peopleIn(source, query));
    return toPage(rows, query.limit, (user) => [user.uuid]);
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

/** A part of an address with its domain in ASCII, as stored; unchanged if the domain is already ASCII or invalid. */
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
  // Internationalized domains are stored in ASCII.
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
