import { importJWK, SignJWT, type CryptoKey } from 'jose';
import { Passwords } from '../../apps/auth/src/credentials/passwords.js';
import { insertServiceClient } from '../../apps/auth/src/oidc/service-clients.js';
import { Database } from '@ates/platform';
import { signIn } from '../../tools/demo/sign-in.mjs';
import { Api } from '../support/api.js';
import { signingKeyOf } from '../support/signing-key.js';
import { audience, demoPassword } from '../support/system.js';
import { until } from '../support/until.js';
import type { InProcessSystem } from './in-process-system.js';
import { roleTable } from './role-table.js';
import type { Principal, Role, RoleTableRow } from './row.js';

/** A caller: their token, and the id of the person if they are one. */
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
 * All principals with tokens from Auth: people sign in on its page, services use their secrets. Tokens valid for five
 * minutes could expire during a slow test, so each is signed again with Auth's own key and the same claims: to expire
 * in an hour, or to have expired an hour ago.
 */
export class Callers {
  private readonly people = new Map<Principal, Caller>();
  private readonly services = new Map<string, Promise<string>>();

  private constructor(
    private readonly system: InProcessSystem,
    private readonly key: { kid: string; privateKey: CryptoKey | Uint8Array },
  ) {}

  static async of(system: InProcessSystem): Promise<Callers> {
    const jwk = await signingKeyOf(system.database('auth'));
    const callers = new Callers(system, { kid: String(jwk.kid), privateKey: await importJWK(jwk, 'RS256') });
    await callers.addPeople();
    await callers.addClients();
    return callers;
  }

  /** A caller of the principal's kind, for a row. */
  async as(principal: Principal, row: RoleTableRow): Promise<Caller> {
    const person = this.people.get(principal);
    if (person) {
      return person;
    }
    const token = await this.tokenOfService(principal, row);
    return { token, person: undefined };
  }

  /** The demo person with that role, who is never changed. */
  person(role: Role): Caller & { person: string } {
    const caller = this.people.get(role);
    return { token: caller?.token, person: caller?.person ?? '' };
  }

  api(service: RoleTableRow['service'], caller: Caller): Api {
    return new Api(this.system.url(service), caller.token);
  }

  /** A new person, who can sign in if a password is given. */
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
    this.people.set('administrator with an expired token', { token: await this.expired(token), person });
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
    // A person deleted before they were known would get no full record (T11).
    await this.isKnown(uuid, 'is_known');
    await this.administrator().send('DELETE', `/users/${uuid}`);
    await this.isKnown(uuid, 'is_deleted');
  }

  /** Waits until the condition holds for the person's cached row in Tasks and Finance. */
  private async isKnown(person: string, condition: string): Promise<void> {
    for (const name of ['tasks', 'finance'] as const) {
      await until(`${name} knows that ${condition} holds for ${person}`, async () => {
        const rows = await this.system
          .database(name)
          .query(`select from cached_user where id = $1 and ${condition}`, [person]);
        return rows.length === 1;
      });
    }
  }

  private async signedIn(email: string): Promise<Caller> {
    const { access_token: token } = await signIn({
      issuer: this.system.issuer,
      redirectUri,
      email,
      password: demoPassword,
    });
    return { token: await this.signedAgain(token, now() + hour), person: String(claimsOf(token)['sub']) };
  }

  /** Two clients that may request every scope: one of ours, one for another audience. */
  private async addClients(): Promise<void> {
    const secretHash = await this.system.get('auth', Passwords).hash(clientSecret);
    await this.system.get('auth', Database).transaction(async (tx) => {
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
    return principal === 'service with an expired token' ? this.expired(token) : token;
  }

  private serviceToken(client: string, wanted: readonly string[]): Promise<string> {
    const scope = wanted.join(' ');
    const name = `${client} ${scope}`;
    const token = this.services.get(name) ?? this.requestToken(client, scope);
    this.services.set(name, token);
    return token;
  }

  private async requestToken(client: string, scope: string): Promise<string> {
    const response = await fetch(`${this.system.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });
    const { access_token: token = '' } = (await response.json()) as { access_token?: string };
    expect(claimsOf(token)).toMatchObject({ sub: client, scope });
    return this.signedAgain(token, now() + hour);
  }

  private async expired(token: string | undefined): Promise<string | undefined> {
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

/** An unused e-mail address. */
export const freeEmail = (): string => {
  emails += 1;
  return `rio-${emails}@example.org`;
};
