import { z } from 'zod';
import { configuration, port, secret, url } from '@ates/platform';

const isNamedTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const isCurrencyOfHundreds = (currency: string): boolean => {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits === 2;
};

const noTimeZone = 'must be the name of a time zone, such as Europe/Berlin';

const timeZone = z
  .string()
  // Bare offsets mean one thing to Intl and the opposite to PostgreSQL.
  .regex(/^[A-Za-z]/, { error: noTimeZone, abort: true })
  .refine(isNamedTimeZone, noTimeZone);

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code, such as USD', abort: true })
  .refine(isCurrencyOfHundreds, 'must be a currency with two decimals');

/** What Finance reads from its environment; `.env.example` explains each key. */
export class FinanceConfiguration extends configuration(
  {
    PORT: port,
    HOST: z.string().default('127.0.0.1'),
    DATABASE_URL: url,
    MESSAGE_TRANSPORT: z.enum(['rabbitmq', 'feed']).default('rabbitmq'),
    AMQP_URL: url.optional(),
    OIDC_ISSUER: url,
    OIDC_DISCOVERY_URL: url.optional(),
    OIDC_AUDIENCE: z.string().default('urn:ates:api'),
    OIDC_ROLES_CLAIM: z.string().default('roles'),
    AUTH_URL: url,
    TASKS_URL: url,
    SERVICE_CLIENT_ID: z.string(),
    SERVICE_CLIENT_SECRET: secret,
    PRICE_SECRET: secret,
    BUSINESS_TIME_ZONE: timeZone.default('UTC'),
    CURRENCY: currency.default('USD'),
  },
  { AMQP_URL: ({ MESSAGE_TRANSPORT }) => MESSAGE_TRANSPORT !== 'feed' },
) {}
