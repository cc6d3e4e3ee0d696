import { z } from 'zod';
import { configuration, flag, neededByTransport, secret, serviceKeys, url } from '@ates/platform';
import { longestTokenLifetimeSeconds } from './keys/token-lifetime.js';

const shortestTokenLifetimeSeconds = 10;

const count = z.coerce.number().int().min(1);

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).pathname === '/';

const origin = z
  .string()
  .refine(isOrigin, 'must be origins alone, such as https://ates.example')
  .transform((text) => new URL(text).origin);

const origins = z
  .string()
  .default('http://localhost:4300')
  .transform((list) => list.split(',').map((text) => text.trim()))
  .pipe(z.array(origin));

const issuer = url.refine(
  (text) => !/[?#]|\/$/.test(text),
  'must be an address without query, fragment and slash at its end',
);

/** What Auth reads from its environment; `.env.example` explains each key. */
export class AuthConfiguration extends configuration(
  {
    ...serviceKeys,
    OIDC_ISSUER: issuer,
    TASKS_CLIENT_SECRET: secret,
    FINANCE_CLIENT_SECRET: secret,
    COOKIE_SECRET: secret,
    BEAK_SECRET: secret,
    WEB_ORIGIN: origins,
    ACCESS_TOKEN_SECONDS: z.coerce
      .number()
      .int()
      .min(shortestTokenLifetimeSeconds)
      .max(longestTokenLifetimeSeconds)
      .default(longestTokenLifetimeSeconds),
    DEMO_PEOPLE: flag.default(false),
    SIGN_IN_ATTEMPTS_PER_ACCOUNT: count.default(10),
    SIGN_IN_ATTEMPTS_PER_ADDRESS: count.default(100),
    SIGN_IN_ATTEMPTS_PER_DEVICE: count.default(100),
    TOKEN_REQUESTS_PER_CLIENT: count.default(600),
    TOKEN_REQUESTS_PER_ADDRESS: count.default(6000),
    REGISTRATIONS_PER_ADDRESS: count.default(100),
  },
  neededByTransport,
) {}
