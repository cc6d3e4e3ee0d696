import { z } from 'zod';
import { emailAddress, registrationModes } from '@ates/contracts';
import { mailKeys, mailNeeds } from '@ates/mail';
import { messagingKeys } from '@ates/messaging';
import { configuration, flag, neededByTransport, origins, secret, serviceKeys, url } from '@ates/platform';
import { securityLogKeys } from '@ates/security-log';
import { longestTokenLifetimeSeconds } from './keys/token-lifetime.js';

const shortestTokenLifetimeSeconds = 10;
const longestRefreshGraceSeconds = 60;

const count = z.coerce.number().int().min(1);

const issuer = url.refine(
  (text) => !/[?#]|\/$/.test(text),
  'must be a URL without query, fragment or trailing slash',
);

const domain = z.string().transform((text, context) => {
  const address = emailAddress.safeParse(`x@${text}`);
  if (!address.success) {
    context.addIssue({ code: 'custom', message: `contains ${text}, which is not a domain` });
    return z.NEVER;
  }
  return address.data.slice('x@'.length);
});

/** Domains as they appear in stored addresses; an empty list allows all. */
const domains = z
  .string()
  .default('')
  .transform((list) => list.split(',').map((text) => text.trim()))
  .transform((list) => list.filter((text) => text !== ''))
  .pipe(z.array(domain));

const longestInvitationHours = 90 * 24;

/** The environment keys Auth reads; `.env.example` explains each one. */
export class AuthConfiguration extends configuration(
  {
    ...serviceKeys,
    ...messagingKeys,
    ...securityLogKeys,
    SERVICE_PART: z
      .literal('all', 'must be all: Auth has no read-only part, because signing in writes')
      .default('all'),
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
    REFRESH_GRACE_SECONDS: z.coerce.number().int().min(0).max(longestRefreshGraceSeconds).default(30),
    DEVICE_CODES: flag.default(true),
    REGISTERED_DEVICES: flag.default(true),
    DEMO_PEOPLE: flag.default(false),
    SIGN_IN_ATTEMPTS_PER_ACCOUNT: count.default(10),
    SIGN_IN_ATTEMPTS_PER_ADDRESS: count.default(100),
    SIGN_IN_ATTEMPTS_PER_DEVICE: count.default(100),
    TOKEN_REQUESTS_PER_CLIENT: count.default(600),
    TOKEN_REQUESTS_PER_ADDRESS: count.default(6000),
    REGISTRATIONS_PER_ADDRESS: count.default(100),
    PASSWORD_RESETS_PER_ADDRESS: count.default(30),
    REGISTRATION: z.enum(registrationModes).optional(),
    REGISTRATION_DOMAINS: domains,
    INVITATION_HOURS: count.max(longestInvitationHours).default(168),
    ...mailKeys('accounts@ates.local'),
    MAILS_PER_ADDRESS: count.default(10),
  },
  { ...neededByTransport, ...mailNeeds },
) {}
