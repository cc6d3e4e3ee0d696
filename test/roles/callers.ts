import { importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import { Passwords } from '../../apps/auth/src/credentials/passwords.js';
import { insertServiceClient } from '../../apps/auth/src/oidc/service-clients.js';
import { Database } from '@ates/platform';
import { signIn } from '../../tools/sign-in.mjs';
import { Api } from '../support/api.js';
import { audience, demoPassword } from '../support/system.js';
import { until } from '../support/until.js';
import type { House } from './house.js';
import { roleTable } from './role-table.js';
import type { Principal, Role, RoleTableRow } from './row.js';

/** Somebody who asks: with a token, and for a person who that is. */
export interface Caller {
  token: string | undefined;
  person: string | undefined;
}

interface NewPerson {
  uuid: string;
  email: string;
}

const clientSecret = 'secret-of-a-client-for-tests-only';
const otherAudience = 'urn:ates:other';
const redirectUri = 'http://localhost:4300/callback';
const hour = 60 * 60;

const demoEmails: Record<Role, string> = {
  employee: 'polly@ates.local',
  accountant: 'accountant@ates.local',
  manager: 'manager@ates.local',
  administrator: 'admin@ates.local',
};

const scopes = [...new Set(roleTable.flatMap(({ scope }) => scope ?? []))];

/**
 * All principals, with tokens that Auth gave them: people by signing in on its page, services by their secrets.
 * Tokens of five minutes could run out under a slow test, so that each is signed once more, by Auth's own key and with
 * every other claim left as it was, for an hour; or for an hour ago.
 */
export class Callers {
  private readonly people = new Map<Principal, Caller>();
  private readonly services = new Map<string, Promise<string>>();

  private constructor(
    private readonly house: House,
    private readonly key: { kid: string; privateKey: CryptoKey | Uint8Array },
  ) {}

  static async of(house: House): Promise<Callers> {
    const [row] = await house
      .database('auth')
      .query<{ private_jwk: JWK }>(`select private_jwk from signing_key`);
    const jwk = row?.private_jwk ?? {};
    const callers = new Callers(house, { kid: String(jwk.kid), privateKey: await importJWK(jwk, 'RS256') });
    await callers.addPeople();
    await callers.addClients();
    return callers;
  }

  /** Who does what a row says, as a principal. */
  async as(principal: Principal, row: RoleTableRow): Promise<Caller> {
    const person = this.people.get(principal);
    if (person) {
      return person;
    }
    const token = await this.tokenOfService(principal, row);
    return { token, person: undefined };
  }

  /** A person, one of those who stay. */
  person(role: Role): Caller & { person: string } {
    const caller = this.people.get(role);
    return { token: caller?.token, person: caller?.person ?? '' };
  }

  api(service: RoleTableRow['service'], caller: Caller): Api {
    return new Api(this.house.url(service), caller.token);
  }

  /** A new person, who can sign in where a password is given. */
  async newPerson(role: Role, password?: string): Promise<NewPerson> {
    const person = { name: 'Rio', email: freeEmail(), password, roles: [role] };
    const { body, status } = await this.administrator().post<NewPerson>('/users', person);
    expect(status).toBe(201);
    return body;
  }

  /** A new employee, signed in. */
  async newEmployee(): Promise<Caller> {
    const { email } = await this.newPerson('employee', demoPassword);
    return this.signedIn(email);
  }

  private administrator(): Api {
    return this.api('auth', this.person('administrator'));
  }

  private async addPeople(): Promise<void> {
    this.people.set('anonymous', { token: undefined, person: undefined });
    for (const [role, email] of Object.entries(demoEmails) as [Role, string][]) {
      this.people.set(role, await this.signedIn(email));
    }
    const { token, person } = this.person('administrator');
    this.people.set('administrator whose token ran out', { token: await this.runOut(token), person });
    await this.addDemoted();
    await this.addDeleted();
  }

  private async addDemoted(): Promise<void> {
    for (const role of ['accountant', 'manager', 'administrator'] as const) {
      const { uuid, email } = await this.newPerson(role, demoPassword);
      this.people.set(`demoted ${role}`, await this.signedIn(email));
      await this.administrator().send('PATCH', `/users/${uuid}`, { roles: ['employee'] });
      await this.isKnown(uuid, `roles = '{employee}' and not is_stale`);
    }
  }

  private async addDeleted(): Promise<void> {
    const { uuid, email } = await this.newPerson('administrator', demoPassword);
    this.people.set('deleted administrator', { ...(await this.signedIn(email)), person: undefined });
    // Of somebody who was deleted before, no record is made (T11).
    await this.isKnown(uuid, 'is_known');
    await this.administrator().send('DELETE', `/users/${uuid}`);
    await this.isKnown(uuid, 'is_deleted');
  }

  /** Waits until the copies of Tasks and Finance say so of a person. */
  private async isKnown(person: string, condition: string): Promise<void> {
    for (const name of ['tasks', 'finance'] as const) {
      await until(`${name} knows that ${condition} holds for ${person}`, async () => {
        const rows = await this.house
          .database(name)
          .query(`select from cached_user where id = $1 and ${condition}`, [person]);
        return rows.length === 1;
      });
    }
  }

  private async signedIn(email: string): Promise<Caller> {
    const { access_token: token } = await signIn({
      issuer: this.house.issuer,
      redirectUri,
      email,
      password: demoPassword,
    });
    return { token: await this.signedAgain(token, now() + hour), person: String(claimsOf(token)['sub']) };
  }

  /** Two clients that may ask for every scope there is: one of ours, one of some other system. */
  private async addClients(): Promise<void> {
    const secretHash = await this.house.get('auth', Passwords).hash(clientSecret);
    await this.house.get('auth', Database).transaction(async (tx) => {
      await insertServiceClient(tx, { id: 'reports', audience, scopes }, secretHash);
      await insertServiceClient(tx, { id: 'stranger', audience: otherAudience, scopes }, secretHash);
    });
  }

  private async tokenOfService(principal: Principal, { scope }: RoleTableRow): Promise<string | undefined> {
    const withScope = scope === undefined ? scopes : [scope];
    if (principal === 'service with a token for another audience') {
      return this.serviceToken('stranger', withScope);
    }
    if (principal === 'service with every other scope') {
      const others = scopes.filter((other) => other !== scope);
      return this.serviceToken('reports', others);
    }
    const token = await this.serviceToken('reports', withScope);
    return principal === 'service whose token ran out' ? this.runOut(token) : token;
  }

  private serviceToken(client: string, wanted: readonly string[]): Promise<string> {
    const scope = wanted.join(' ');
    const name = `${client} ${scope}`;
    const token = this.services.get(name) ?? this.askForToken(client, scope);
    this.services.set(name, token);
    return token;
  }

  private async askForToken(client: string, scope: string): Promise<string> {
    const response = await fetch(`${this.house.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });
    const { access_token: token = '' } = (await response.json()) as { access_token?: string };
    expect(claimsOf(token)).toMatchObject({ sub: client, scope });
    return this.signedAgain(token, now() + hour);
  }

  private async runOut(token: string | undefined): Promise<string | undefined> {
    return token && this.signedAgain(token, now() - hour);
  }

  private signedAgain(token: string, expiresAt: number): Promise<string> {
    return new SignJWT({ ...claimsOf(token), exp: expiresAt })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: this.key.kid })
      .sign(this.key.privateKey);
  }
}

const now = (): number => Math.floor(Date.now() / 1000);

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

let emails = 0;

/** An e-mail that nobody has. */
export const freeEmail = (): string => {
  emails += 1;
  return `rio-${emails}@example.org`;
};
