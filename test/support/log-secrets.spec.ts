import {
  keepEnvironmentOutOfLogs,
  keepOutOfLogs,
  LogWatch,
  secretIn,
  takeLogSecrets,
} from './log-secrets.js';

describe('Secrets in logs', () => {
  it.each([
    ['a token', 'rejected eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwb2xseSJ9.c2lnbmF0dXJlLWJ5dGVz'],
    ['a private key', '{"kty":"RSA","d":"AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}'],
    ['credentials of a header', '{"headers":{"authorization":"x"}}'],
    ['credentials of a header', 'Cookie: _session=abc'],
    ['credentials of a header', 'sent Basic dGFza3M6c2VjcmV0LXNlY3JldA=='],
    ['the password of an address', 'cannot connect to postgres://tasks:secret@127.0.0.1:5432/tasks'],
    ['a one-time link', 'GET /register/confirm?token=0123456789abcdefghijklmnop failed'],
    ['the hash of a photo', `unknown beak ${'0f'.repeat(32)}`],
    ['a hash of a password', '$argon2id$v=19$m=19456'],
  ])('finds %s in %s', (what, line) => {
    expect(secretIn(line)).toBe(what);
  });

  it('finds the secrets of an environment and of a test, also across chunks', () => {
    keepEnvironmentOutOfLogs({
      COOKIE_SECRET: 'crumbs-of-a-cookie',
      DATABASE_URL: 'postgres://tasks:nest-egg-7@db/tasks',
    });
    keepOutOfLogs('perch-in-the-park');
    const watch = new LogWatch('auth');
    watch.read('starting\nthe secret is crumbs-of-');
    watch.read('a-cookie\nwrong password for tasks: nest-egg-7\nperch-in-the-park\nready\n');
    expect(takeLogSecrets()).toEqual([
      'auth logs a known secret: the secret is crumbs-of-a-cookie',
      'auth logs a known secret: wrong password for tasks: nest-egg-7',
      'auth logs a known secret: perch-in-the-park',
    ]);
    expect(takeLogSecrets()).toEqual([]);
  });

  it.each([
    'auth listens on http://127.0.0.1:4301',
    'cannot connect to postgres://tasks@127.0.0.1:5432/tasks',
    'GET /users/0190b5a0-1111-7000-8000-00000000000a failed',
    'took over outbox from host, pid 7: its lease expired',
  ])('finds none in %s', (line) => {
    expect(secretIn(line)).toBeUndefined();
  });
});
