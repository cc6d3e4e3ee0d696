import { z } from 'zod';
import {
  clientKeys,
  configuration,
  neededByClient,
  readKeys,
  secret,
  serviceKeys,
  url,
} from '@ates/platform';
import { mailLanguages } from './statements/statement-texts.js';

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

const timeOfDay = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day, such as 18:00');

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code, such as USD', abort: true })
  .refine(isCurrencyOfHundreds, 'must be a currency with two decimals');

const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must be an address such as redis://127.0.0.1:6379' });
const mailServer = z
  .url({ protocol: /^smtps?$/, error: 'must be an address such as smtp://mail.example.org:587', abort: true })
  .refine((address) => new URL(address).hostname !== '', 'must name a host');

/** What Finance reads from its environment; `.env.example` explains each key. */
export class FinanceConfiguration extends configuration(
  {
    ...serviceKeys,
    ...clientKeys,
    ...readKeys,
    TASKS_URL: url,
    PRICE_SECRET: secret,
    BUSINESS_TIME_ZONE: timeZone.default('UTC'),
    DAY_ENDS_AT: timeOfDay.default('00:00'),
    CURRENCY: currency.default('USD'),
    CLOSE_DAYS: z.enum(['automatically', 'by-hand']).default('automatically'),
    DAY_JOURNAL_DIR: z.string().optional(),
    CLOSE_DELAY_SECONDS: z.coerce.number().int().min(0).max(86_400).default(60),
    CLOSE_WAITS_AT_MOST_SECONDS: z.coerce.number().int().min(0).max(604_800).default(3600),
    ANALYTICS_CACHE_SECONDS: z.coerce.number().int().min(1).max(86_400).default(60),
    REDIS_URL: redisUrl.optional(),
    SMTP_URL: mailServer.optional(),
    MAIL_DIR: z.string().default('.data/mail'),
    MAIL_FROM: z.email().default('statements@ates.local'),
    MAIL_LANGUAGE: z.enum(mailLanguages).default('en'),
  },
  {
    ...neededByClient,
    // What goes out into the world must say whom it comes from.
    MAIL_FROM: ({ SMTP_URL }) => Boolean(SMTP_URL),
  },
) {}
