import { z } from 'zod';
import { messagingKeys } from '@ates/messaging';
import {
  changes,
  clientKeys,
  configuration,
  neededByClient,
  readKeys,
  secret,
  serviceKeys,
  url,
} from '@ates/platform';
import { mailKeys, mailNeeds } from '@ates/mail';
import { securityLogKeys } from '@ates/security-log';

const isNamedTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const hasTwoDecimals = (currency: string): boolean => {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits === 2;
};

const noTimeZone = 'must be the name of a time zone, such as Europe/Berlin';

const timeZone = z
  .string()
  // Bare offsets mean one thing to Intl and the opposite to PostgreSQL.
  .regex(/^[A-Za-z]/, { error: noTimeZone, abort: true })
  .refine(isNamedTimeZone, noTimeZone);

const timeOfDay = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day, such as 18:00');

const bookDay = z.iso.date('must be a day, such as 2026-01-31');

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code, such as USD', abort: true })
  .refine(hasTwoDecimals, 'must be a currency with two decimals');

const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must be an address such as redis://127.0.0.1:6379' });

/** The environment keys Finance reads; `.env.example` explains each one. */
export class FinanceConfiguration extends configuration(
  {
    ...serviceKeys,
    ...messagingKeys,
    ...securityLogKeys,
    ...clientKeys,
    ...readKeys,
    TASKS_URL: url,
    PRICE_SECRET: secret.optional(),
    BUSINESS_TIME_ZONE: timeZone.default('UTC'),
    DAY_ENDS_AT: timeOfDay.default('00:00'),
    BOOKS_BEGIN: bookDay.optional(),
    CURRENCY: currency.default('USD'),
    CLOSE_DAYS: z.enum(['automatically', 'by-hand']).default('automatically'),
    DAY_JOURNAL_DIR: z.string().optional(),
    CLOSE_DELAY_SECONDS: z.coerce.number().int().min(0).max(86_400).default(60),
    CLOSE_WAITS_AT_MOST_SECONDS: z.coerce.number().int().min(0).max(604_800).default(3600),
    ANALYTICS_CACHE_SECONDS: z.coerce.number().int().min(1).max(86_400).default(60),
    REDIS_URL: redisUrl.optional(),
    ...mailKeys('statements@ates.local'),
  },
  {
    ...neededByClient,
    ...mailNeeds,
    PRICE_SECRET: changes,
  },
) {}

/** The secret that prices are derived from. Throws in a read-only instance, which sets no prices. */
export function priceSecretOf({ PRICE_SECRET }: Pick<FinanceConfiguration, 'PRICE_SECRET'>): string {
  if (PRICE_SECRET === undefined) {
    throw new Error('PRICE_SECRET is required to price tasks');
  }
  return PRICE_SECRET;
}
