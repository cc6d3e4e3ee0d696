import { z } from 'zod';
import { clientKeys, configuration, neededByTransport, secret, serviceKeys, url } from '@ates/platform';

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
    ...serviceKeys,
    ...clientKeys,
    TASKS_URL: url,
    PRICE_SECRET: secret,
    BUSINESS_TIME_ZONE: timeZone.default('UTC'),
    CURRENCY: currency.default('USD'),
    CLOSE_DAYS: z.enum(['automatically', 'by-hand']).default('automatically'),
    CLOSE_DELAY_SECONDS: z.coerce.number().int().min(0).max(86_400).default(60),
  },
  neededByTransport,
) {}
