import { ConfigurationError } from '@ates/platform';
import { AuthConfiguration } from './config.js';

const complete = {
  PORT: '4301',
  DATABASE_URL: 'postgres://auth:secret@127.0.0.1:5432/auth',
  MESSAGE_TRANSPORT: 'feed',
  OIDC_ISSUER: 'https://ates.example/api/auth/oidc',
  TASKS_CLIENT_SECRET: 'at-least-16-characters',
  FINANCE_CLIENT_SECRET: 'at-least-16-characters',
  COOKIE_SECRET: 'at-least-16-characters',
  BEAK_SECRET: 'at-least-16-characters',
};

const linesOf = (environment: Record<string, string>): readonly string[] => {
  try {
    AuthConfiguration.read(environment);
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? error.lines : [String(error)];
  }
};

describe("Auth's configuration", () => {
  it('defaults WEB_ORIGIN to one origin and accepts several, separated by commas', () => {
    expect(AuthConfiguration.read(complete).WEB_ORIGIN).toEqual(['http://localhost:4300']);
    const several = { ...complete, WEB_ORIGIN: 'https://ates.example/, http://localhost:5173' };
    expect(AuthConfiguration.read(several).WEB_ORIGIN).toEqual([
      'https://ates.example',
      'http://localhost:5173',
    ]);
  });

  it('names every key that is missing', () => {
    const named = linesOf({}).map((line) => line.split(':')[0]);
    expect(named).toEqual(
      expect.arrayContaining([
        'AMQP_URL',
        ...Object.keys(complete).filter((key) => key !== 'MESSAGE_TRANSPORT'),
      ]),
    );
  });

  it.each([
    ['OIDC_ISSUER', 'https://ates.example/oidc/'],
    ['OIDC_ISSUER', 'https://ates.example/oidc?tenant=1'],
    ['WEB_ORIGIN', 'https://ates.example/app'],
    ['WEB_ORIGIN', 'perch'],
    ['COOKIE_SECRET', 'short'],
    ['SIGN_IN_ATTEMPTS_PER_ACCOUNT', '0'],
    ['DEMO_PEOPLE', 'perhaps'],
    ['ACCESS_TOKEN_SECONDS', '9'],
    ['ACCESS_TOKEN_SECONDS', '301'],
    ['REFRESH_GRACE_SECONDS', '61'],
    ['DEVICE_CODES', 'perhaps'],
    ['REGISTERED_DEVICES', 'perhaps'],
  ])('rejects %s=%s', (key, value) => {
    expect(linesOf({ ...complete, [key]: value }).join()).toMatch(new RegExp(`^${key}`));
  });
});
