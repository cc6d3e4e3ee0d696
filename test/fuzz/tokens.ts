import { generateKeyPair, importJWK, SignJWT, type CryptoKey } from 'jose';
import { signingKeyOf } from '../support/signing-key.js';
import { audience, employees, type System } from '../support/system.js';
import type { CallerName } from './requests.js';

const emails: Partial<Record<CallerName, string>> = {
  administrator: 'admin@ates.local',
  manager: 'manager@ates.local',
  accountant: 'accountant@ates.local',
  employee: employees[0],
  'another employee': employees[1],
};

const hours = 60 * 60;

/**
 * Access tokens of all callers, signed with the key of Auth and valid for hours, so that none expires during a long
 * campaign.
 */
export class Tokens {
  private constructor(
    private readonly byCaller: ReadonlyMap<CallerName, string>,
    /** The ids of the people among the callers. */
    readonly people: readonly string[],
  ) {}

  /** Reads people and key from the database of Auth. `scopes` are those of the service. */
  static async of(system: System, scopes: readonly string[]): Promise<Tokens> {
    const { auth } = system.databases;
    const jwk = await signingKeyOf(auth);
    const key = await importJWK(jwk, 'RS256');
    const people = await auth.query<{ id: string; email: string; roles: string[] }>(
      `select id, email, roles from users where email = any ($1)`,
      [Object.values(emails)],
    );
    const sign = (
      claims: Record<string, unknown>,
      signingKey: CryptoKey | Uint8Array = key,
      lifetime = 6 * hours,
    ) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: String(jwk.kid), typ: 'at+jwt' })
        .setIssuer(system.issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + lifetime)
        .sign(signingKey);
    const tokens = new Map<CallerName, string>();
    for (const [caller, email] of Object.entries(emails) as [CallerName, string][]) {
      const person = people.find((candidate) => candidate.email === email);
      tokens.set(caller, await sign({ sub: person?.id, roles: person?.roles, scope: 'openid' }));
    }
    const administrator = people.find(({ email }) => email === emails.administrator);
    const ofAdministrator = { sub: administrator?.id, roles: ['administrator'], scope: 'openid' };
    const { privateKey } = await generateKeyPair('RS256');
    tokens.set('service', await sign({ sub: 'reports', client_id: 'reports', scope: scopes.join(' ') }));
    tokens.set('expired token', await sign(ofAdministrator, key, -hours));
    tokens.set('forged token', await sign(ofAdministrator, privateKey));
    return new Tokens(
      tokens,
      people.map(({ id }) => id),
    );
  }

  of(caller: CallerName): string | undefined {
    return this.byCaller.get(caller);
  }
}
