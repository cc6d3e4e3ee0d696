import {
  encoded,
  inSeconds,
  strangers,
  strangersKeySet,
  type ForgersBench,
  type Json,
} from './forgers-bench.js';

/** A request with a hostile token. */
export interface HostileRequest {
  /** The lines of the header Authorization. */
  authorization: string[];
  headers?: Record<string, string>;
  /** Follows the path. */
  query?: string;
  /** What must appear in no response and in no log. */
  secret: string;
}

/** A way to attack a service with a token, and how the service refuses it: with 401 and the code of its problem. */
export interface HostileToken {
  what: string;
  code: 'invalid-token' | 'expired-token' | 'malformed-token' | 'missing-token';
  request: (bench: ForgersBench) => HostileRequest | Promise<HostileRequest>;
}

const bearing = (token: string): HostileRequest => ({ authorization: [`Bearer ${token}`], secret: token });

type Make = (bench: ForgersBench) => string | Promise<string>;

const token =
  (code: HostileToken['code']) =>
  (what: string, make: Make): HostileToken => ({
    what,
    code,
    request: async (bench) => bearing(await make(bench)),
  });

const invalid = token('invalid-token');
const malformed = token('malformed-token');
const expired = token('expired-token');

const claims = (what: string, changes: () => Json): HostileToken =>
  invalid(what, (bench) => bench.withClaims(changes()));

/** JSON in which a name occurs twice, the second time with `value`. */
const twice = (object: Json, name: string, value: unknown): string =>
  `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`;

const flipped = (signature: string): string => {
  const bytes = Buffer.from(signature, 'base64url');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64url');
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The same bytes in another spelling: base64url ignores the last bits of its last character. */
const respelled = (signature: string): string => {
  const last = alphabet.indexOf(signature.at(-1) ?? '');
  return `${signature.slice(0, -1)}${alphabet[last ^ 1]}`;
};

const signatures: HostileToken[] = [
  invalid(
    'unsigned, alg none',
    ({ header, claims: all }) => `${encoded({ ...header, alg: 'none' })}.${encoded(all)}.`,
  ),
  invalid(
    'unsigned, alg nOnE',
    ({ header, claims: all }) => `${encoded({ ...header, alg: 'nOnE' })}.${encoded(all)}.`,
  ),
  invalid('with alg none and a correct signature', (bench) => bench.withHeader({ alg: 'none' })),
  invalid('without its signature', (bench) => bench.validParts().with(2, '').join('.')),
  invalid('signed by HS256 with the public key in PEM', (bench) => bench.withSecret(bench.publicPem)),
  invalid('signed by HS256 with the public key as a JWK', (bench) =>
    bench.withSecret(JSON.stringify(bench.publicJwk)),
  ),
  invalid('signed by HS256 with an empty secret', (bench) => bench.withSecret('')),
  invalid('signed by RS512', (bench) => bench.withHeader({ alg: 'RS512' })),
  invalid('that claims PS256 for a key of RS256', (bench) => bench.withHeader({ alg: 'PS256' })),
  invalid('that claims ES256 for a key of RS256', (bench) => bench.withHeader({ alg: 'ES256' })),
  invalid("signed by a stranger under the issuer's key id", (bench) =>
    bench.withHeader({}, strangers.rsa.privateKey),
  ),
  invalid("signed by a stranger's P-256 key under the issuer's key id", (bench) =>
    bench.withHeader({ alg: 'ES256' }, strangers.p256.privateKey),
  ),
  invalid("signed by a stranger's secp256k1 key under the issuer's key id", (bench) =>
    bench.withHeader({ alg: 'ES256K' }, strangers.secp256k1.privateKey),
  ),
  invalid('with a changed payload', (bench) =>
    bench
      .validParts()
      .with(1, encoded({ ...bench.claims, exp: inSeconds(3600) }))
      .join('.'),
  ),
  invalid('with a changed header', (bench) =>
    bench
      .validParts()
      .with(0, encoded({ ...bench.header, cty: 'at+jwt' }))
      .join('.'),
  ),
  invalid('with a changed signature', (bench) => {
    const [header, payload, signature] = bench.validParts();
    return [header, payload, flipped(signature)].join('.');
  }),
  invalid('with the signature of another token', (bench) => {
    const [header, payload] = bench.validParts();
    return [header, payload, bench.withClaims({ jti: 'another' }).split('.')[2]].join('.');
  }),
  invalid('with a signature of zeros', (bench) =>
    bench
      .validParts()
      .with(2, encoded(Buffer.alloc(256)))
      .join('.'),
  ),
  malformed('with its signature in another spelling of the same bytes', (bench) => {
    const [header, payload, signature] = bench.validParts();
    return [header, payload, respelled(signature)].join('.');
  }),
  malformed('with padding after its signature', (bench) => `${bench.validParts().join('.')}==`),
];

const keyIds: HostileToken[] = [
  invalid('with an unknown key id', (bench) => bench.withHeader({ kid: 'perch' }, strangers.rsa.privateKey)),
  invalid('without a key id, signed by a stranger', (bench) =>
    bench.withHeader({ kid: undefined }, strangers.rsa.privateKey),
  ),
  invalid('whose key id is a path', (bench) =>
    bench.withSecret('', { kid: '../../../../../../dev/null', alg: 'RS256' }),
  ),
  invalid('whose key id is SQL', (bench) =>
    bench.withHeader({ kid: `' union select 'perch' --` }, strangers.rsa.privateKey),
  ),
  invalid('whose key id is a URL', (bench) =>
    bench.withHeader({ kid: bench.keysAddress }, strangers.rsa.privateKey),
  ),
  invalid('whose key id is NUL', (bench) => bench.withHeader({ kid: '\0' }, strangers.rsa.privateKey)),
  invalid('whose key id is __proto__', (bench) =>
    bench.withHeader({ kid: '__proto__' }, strangers.rsa.privateKey),
  ),
  invalid('whose key id is an object', (bench) =>
    bench.withHeader({ kid: { $ne: 1 } }, strangers.rsa.privateKey),
  ),
  invalid('whose key id is a list with the right one', (bench) =>
    bench.withHeader({ kid: [bench.publicJwk.kid] }),
  ),
  invalid('signed by a key that the issuer no longer publishes', (bench) => bench.signedByRetiredKey()),
  invalid("with jku at the forger's keys", (bench) =>
    bench.withHeader({ jku: bench.keysAddress }, strangers.rsa.privateKey),
  ),
  invalid("with jku at the forger's keys and an unknown key id", (bench) =>
    bench.withHeader({ jku: bench.keysAddress, kid: 'forged' }, strangers.rsa.privateKey),
  ),
  invalid("with x5u at the forger's certificate", (bench) =>
    bench.withHeader({ x5u: bench.keysAddress, kid: undefined }, strangers.rsa.privateKey),
  ),
  invalid("with the forger's key in jwk", (bench) =>
    bench.withHeader({ jwk: strangersKeySet('forged').keys[0], kid: undefined }, strangers.rsa.privateKey),
  ),
  invalid("with the forger's key in x5c", (bench) =>
    bench.withHeader(
      {
        x5c: [strangers.rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
        kid: undefined,
      },
      strangers.rsa.privateKey,
    ),
  ),
];

const types: HostileToken[] = [
  invalid('with a critical extension (RFC 7515)', (bench) =>
    bench.withHeader({ crit: ['perch'], perch: true }),
  ),
  invalid('with the critical extension b64', (bench) => bench.withHeader({ crit: ['b64'], b64: true })),
  invalid('with an empty list of critical extensions', (bench) => bench.withHeader({ crit: [] })),
  invalid('of type JWT', (bench) => bench.withHeader({ typ: 'JWT' })),
  invalid('without a type', (bench) => bench.withHeader({ typ: undefined })),
  invalid('of type logout+jwt', (bench) => bench.withHeader({ typ: 'logout+jwt' })),
  invalid('whose type is a list', (bench) => bench.withHeader({ typ: ['at+jwt'] })),
  invalid('that is an ID token from a real sign-in', ({ issued }) => issued.idToken),
  malformed('that is a refresh token from a real sign-in', ({ issued }) => issued.refreshToken),
  claims('with the hash of an accompanying token, as in ID tokens', () => ({ at_hash: 'x' })),
];

const issuersAndAudiences: HostileToken[] = [
  claims('from another issuer', () => ({ iss: 'https://cat.example' })),
  invalid('from the issuer with a slash', (bench) => bench.withClaims({ iss: `${bench.issuer}/` })),
  invalid('from a list of issuers', (bench) => bench.withClaims({ iss: [bench.issuer] })),
  claims('from no issuer', () => ({ iss: undefined })),
  claims('for another audience', () => ({ aud: 'urn:cat:api' })),
  claims('for a client', () => ({ aud: 'web' })),
  claims('for this audience in capitals', () => ({ aud: 'URN:ATES:API' })),
  claims('for this audience and another one', () => ({ aud: ['urn:ates:api', 'urn:cat:api'] })),
  claims('for an empty list of audiences', () => ({ aud: [] })),
  claims('for no audience', () => ({ aud: undefined })),
];

const times: HostileToken[] = [
  claims('without an expiry', () => ({ exp: undefined })),
  expired('that has expired', (bench) => bench.withClaims({ iat: inSeconds(-3900), exp: inSeconds(-3600) })),
  expired('that expired before 1970', (bench) => bench.withClaims({ exp: -1 })),
  claims('whose expiry is text', () => ({ exp: String(inSeconds(300)) })),
  claims('whose expiry is null', () => ({ exp: null })),
  claims('whose expiry is in milliseconds', () => ({ exp: inSeconds(300) * 1000 })),
  claims('that expires in ten years', () => ({ exp: inSeconds(10 * 365 * 24 * 3600) })),
  invalid('whose expiry is infinite', (bench) =>
    bench.signed(bench.header, JSON.stringify(bench.claims).replace(/"exp":\d+/, '"exp":1e999')),
  ),
  malformedPayload('whose expiry is NaN', (bench) =>
    JSON.stringify(bench.claims).replace(/"exp":\d+/, '"exp":NaN'),
  ),
  claims('without the time of issue', () => ({ iat: undefined })),
  claims('whose time of issue is text', () => ({ iat: String(inSeconds(0)) })),
  claims('issued in an hour', () => ({ iat: inSeconds(3600), exp: inSeconds(3900) })),
  claims('that is not valid yet', () => ({ nbf: inSeconds(3600) })),
  claims('whose begin of validity is text', () => ({ nbf: '0' })),
];

const subjects: HostileToken[] = [
  claims('without a subject', () => ({ sub: undefined })),
  claims('with an empty subject', () => ({ sub: '' })),
  claims('whose subject is a list', () => ({ sub: ['admin'] })),
  claims('whose subject is a number', () => ({ sub: 1 })),
  claims('whose subject is SQL', () => ({ sub: "' or 1=1 --", roles: ['administrator'] })),
  claims('with malformed roles', () => ({ roles: { administrator: true } })),
  claims('with malformed scopes', () => ({ scope: { 'users:read': true } })),
];

/** A correct signature of a payload that is not an object. */
function malformedPayload(
  what: string,
  payloadOf: (bench: ForgersBench) => string | Buffer,
  code: HostileToken['code'] = 'invalid-token',
): HostileToken {
  return token(code)(what, (bench) => bench.signed(bench.header, payloadOf(bench)));
}

const forms: HostileToken[] = [
  malformed('that is empty', () => ''),
  malformed('that is a word', () => 'perch-perch-perch-perch'),
  malformed('that is cut in the middle', (bench) => {
    const whole = bench.validParts().join('.');
    return whole.slice(0, whole.length / 2);
  }),
  malformed('without its last part', (bench) => bench.validParts().slice(0, 2).join('.')),
  malformed('with a fourth part', (bench) => [...bench.validParts(), 'perch'].join('.')),
  malformed('that is encrypted (JWE)', (bench) => bench.encrypted()),
  malformed('in the JSON form of a JWS', (bench) => {
    const [header, payload, signature] = bench.validParts();
    return JSON.stringify({ protected: header, payload, signature });
  }),
  invalid('inside another token (cty JWT)', (bench) =>
    bench.signed({ ...bench.header, cty: 'JWT' }, bench.validParts().join('.')),
  ),
  malformedPayload('whose payload is null', () => 'null'),
  malformedPayload('whose payload is a list', (bench) => JSON.stringify([bench.claims])),
  malformedPayload('whose payload is a number', () => '1'),
  malformedPayload('whose payload is not JSON', () => 'perch'),
  malformedPayload('whose payload is not UTF-8', () => Buffer.from('ff00fe', 'hex')),
  malformedPayload(
    'whose payload begins with a byte order mark',
    (bench) => `\uFEFF${JSON.stringify(bench.claims)}`,
  ),
  malformedPayload(
    'whose payload is nested 2,000 levels deep',
    () => `${'['.repeat(2000)}${']'.repeat(2000)}`,
  ),
  malformed('whose header is not UTF-8', (bench) =>
    [encoded(Buffer.from('ff00fe', 'hex')), ...bench.validParts().slice(1)].join('.'),
  ),
  malformed('whose header is null', (bench) => [encoded('null'), ...bench.validParts().slice(1)].join('.')),
  invalid('whose header says alg twice, the second time none', (bench) =>
    bench.signed(twice(bench.header, 'alg', 'none'), bench.claims),
  ),
  invalid('whose payload says aud twice, the second time another one', (bench) =>
    bench.signed(bench.header, twice(bench.claims, 'aud', 'urn:cat:api')),
  ),
  invalid('whose payload got a second sub after it was signed', (bench) => {
    const [header, , signature] = bench.validParts();
    return [
      header,
      encoded(twice(bench.claims, 'sub', '0198b3a0-0000-7000-8000-00000000beef')),
      signature,
    ].join('.');
  }),
  invalid('of 12 kB', (bench) => bench.withHeader({ pad: 'x'.repeat(8000) }, strangers.rsa.privateKey)),
];

/** A valid token, sent in a way that no service accepts. */
const valid = (
  what: string,
  code: HostileToken['code'],
  request: (whole: string, bench: ForgersBench) => Omit<HostileRequest, 'secret'>,
): HostileToken => ({
  what,
  code,
  request: (bench) => {
    const whole = bench.validParts().join('.');
    return { ...request(whole, bench), secret: whole };
  },
});

const transports: HostileToken[] = [
  valid('under the scheme DPoP', 'missing-token', (whole) => ({ authorization: [`DPoP ${whole}`] })),
  valid('under the scheme Basic', 'missing-token', (whole) => ({ authorization: [`Basic ${whole}`] })),
  valid('without a scheme', 'missing-token', (whole) => ({ authorization: [whole] })),
  valid('under a doubled scheme', 'malformed-token', (whole) => ({
    authorization: [`Bearer Bearer ${whole}`],
  })),
  valid('after a tab', 'missing-token', (whole) => ({ authorization: [`Bearer\t${whole}`] })),
  valid('with a space inside', 'malformed-token', (whole) => ({
    authorization: [`Bearer ${whole.replace('.', '. ')}`],
  })),
  valid('in quotes', 'malformed-token', (whole) => ({ authorization: [`Bearer "${whole}"`] })),
  valid('twice, separated by a comma', 'malformed-token', (whole) => ({
    authorization: [`Bearer ${whole}, Bearer ${whole}`],
  })),
  valid('before another Authorization header', 'malformed-token', (whole, bench) => ({
    authorization: [`Bearer ${whole}`, `Bearer ${bench.withHeader({}, strangers.rsa.privateKey)}`],
  })),
  valid('after another Authorization header', 'malformed-token', (whole) => ({
    authorization: ['Basic cG9sbHk6', `Bearer ${whole}`],
  })),
  valid('in the query', 'missing-token', (whole) => ({
    authorization: [],
    query: `access_token=${whole}`,
  })),
  valid('in a cookie', 'missing-token', (whole) => ({
    authorization: [],
    headers: { cookie: `access_token=${whole}; authorization=Bearer ${whole}` },
  })),
  valid('in other headers', 'missing-token', (whole) => ({
    authorization: [],
    headers: {
      'proxy-authorization': `Bearer ${whole}`,
      'x-authorization': `Bearer ${whole}`,
      'x-access-token': whole,
      'x-forwarded-authorization': `Bearer ${whole}`,
    },
  })),
];

/** Every way that is tried, for the tokens of people and of services alike. */
export const hostileTokens: readonly HostileToken[] = [
  ...signatures,
  ...keyIds,
  ...types,
  ...issuersAndAudiences,
  ...times,
  ...subjects,
  ...forms,
  ...transports,
];
