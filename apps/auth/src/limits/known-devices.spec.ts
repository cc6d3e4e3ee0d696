import { AuthConfiguration } from '../config.js';
import { KnownDevices } from './known-devices.js';

const environment = {
  PORT: '4301',
  DATABASE_URL: 'postgres://auth:secret@127.0.0.1:5432/auth',
  MESSAGE_TRANSPORT: 'feed',
  OIDC_ISSUER: 'https://ates.example/api/auth/oidc',
  TASKS_CLIENT_SECRET: 'at-least-16-characters',
  FINANCE_CLIENT_SECRET: 'at-least-16-characters',
  COOKIE_SECRET: 'at-least-16-characters',
  BEAK_SECRET: 'at-least-16-characters',
};

const devicesOf = (changes: Record<string, string> = {}): KnownDevices =>
  new KnownDevices(AuthConfiguration.read({ ...environment, ...changes }));

const ada = '0198b3a0-0000-7000-8000-00000000ada0';
const bo = '0198b3a0-0000-7000-8000-0000000000b0';
const devices = devicesOf();

/** The part of a Set-Cookie line that the browser sends back. */
const sent = (line: string): string => line.split(';')[0] ?? '';

describe('A known device', () => {
  afterEach(() => vi.useRealTimers());

  it('is known only to the accounts that signed in on it', () => {
    const cookie = `language=en; ${sent(devices.cookieFor(undefined, ada))}; _session=x`;
    expect(devices.find(cookie, ada)).toMatch(/^[\w-]{22}$/);
    expect(devices.find(cookie, bo)).toBeUndefined();
    expect(devices.find(cookie, undefined)).toBeUndefined();
    expect(devices.find(undefined, ada)).toBeUndefined();
  });

  it('checks as many marks for an address without an account as for one with an account', () => {
    let checks = 0;
    const counted = new Proxy(AuthConfiguration.read(environment), {
      get: (configuration, key: keyof AuthConfiguration) => {
        checks += key === 'COOKIE_SECRET' ? 1 : 0;
        return configuration[key];
      },
    });
    const others = Array.from({ length: 10 }, (_, index) => `person-${index}`);
    const cookie = others.reduce<string | undefined>(
      (kept, id) => sent(devices.cookieFor(kept, id)),
      undefined,
    );
    const checksFor = (id: string | undefined): number => {
      checks = 0;
      expect(new KnownDevices(counted).find(cookie, id)).toBeUndefined();
      return checks;
    };
    expect([checksFor(ada), checksFor(undefined)]).toEqual([10, 10]);
  });

  it('has a cookie that scripts, other sites and other pages cannot see and that does not reveal the account', () => {
    const line = devices.cookieFor(undefined, ada);
    expect(line).toMatch(/; Path=\/api\/auth\/oidc; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure$/);
    expect(line).not.toContain(ada);
    expect(devicesOf({ OIDC_ISSUER: 'http://localhost:4300/oidc' }).cookieFor(undefined, ada)).toMatch(
      /SameSite=Lax$/,
    );
  });

  it('has a different id for each account, which stays the same across sign-ins', () => {
    const first = sent(devices.cookieFor(undefined, ada));
    const both = sent(devices.cookieFor(first, bo));
    const again = sent(devices.cookieFor(both, ada));
    expect(devices.find(again, ada)).toBe(devices.find(first, ada));
    expect(devices.find(again, bo)).toBe(devices.find(both, bo));
    expect(devices.find(again, bo)).not.toBe(devices.find(again, ada));
  });

  it('remembers only the last ten accounts, so that the cookie of a shared device stays short', () => {
    const people = Array.from({ length: 30 }, (_, index) => `person-${index}`);
    const cookie = people.reduce<string | undefined>(
      (kept, id) => sent(devices.cookieFor(kept, id)),
      undefined,
    );
    expect(people.filter((id) => devices.find(cookie, id) !== undefined)).toEqual(people.slice(-10));
    expect(cookie?.length).toBeLessThan(1000);
  });

  it('is forgotten after 400 days without a sign-in', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T10:00:00Z') });
    const cookie = sent(devices.cookieFor(undefined, ada));
    vi.setSystemTime(new Date('2027-04-05T10:00:00Z'));
    expect(devices.find(cookie, ada)).toBeDefined();
    vi.setSystemTime(new Date('2027-04-06T10:00:00Z'));
    expect(devices.find(cookie, ada)).toBeUndefined();
  });

  it.each([
    [
      'signed with another secret',
      () => sent(devicesOf({ COOKIE_SECRET: 'another-one-of-16' }).cookieFor(undefined, ada)),
    ],
    ['with another day', () => sent(devices.cookieFor(undefined, ada)).replace(/\.\d+\./, '.99999.')],
    ['with another device', () => sent(devices.cookieFor(undefined, ada)).replace(/=\w/, '=*')],
    ['without a signature', () => sent(devices.cookieFor(undefined, ada)).replace(/\.[^.]*$/, '')],
    ['that is empty', () => 'known-device='],
    ['of only dots and tildes', () => `known-device=${'.~'.repeat(3000)}`],
  ])('is not recognized by a cookie %s', (_, cookie) => {
    expect(devices.find(cookie(), ada)).toBeUndefined();
    expect(devices.find(sent(devices.cookieFor(cookie(), ada)), ada)).toBeDefined();
  });
});
