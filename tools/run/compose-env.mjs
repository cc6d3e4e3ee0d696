// @ts-check
// Generates an .env file with secrets for docker-compose.yml: node tools/run/compose-env.mjs > .env
import { randomBytes } from 'node:crypto';

const secrets = [
  'POSTGRES_PASSWORD',
  'AUTH_DATABASE_PASSWORD',
  'TASKS_DATABASE_PASSWORD',
  'FINANCE_DATABASE_PASSWORD',
  'RABBITMQ_PASSWORD',
  'AUTH_BROKER_PASSWORD',
  'TASKS_BROKER_PASSWORD',
  'FINANCE_BROKER_PASSWORD',
  'TASKS_CLIENT_SECRET',
  'FINANCE_CLIENT_SECRET',
  'COOKIE_SECRET',
  'BEAK_SECRET',
  'PRICE_SECRET',
];

for (const name of secrets) {
  console.log(`${name}=${randomBytes(24).toString('base64url')}`);
}
console.log(`
# The URL that people open.
PUBLIC_URL=http://localhost:4300
# Addresses or networks of the TLS proxy in front, comma-separated.
TRUSTED_PROXIES=
# The time zone in which days begin and end.
BUSINESS_TIME_ZONE=UTC
DAY_ENDS_AT=00:00
CURRENCY=USD
# The SMTP server for outgoing mail; without one, mails are kept in the volume "mail".
SMTP_URL=
MAIL_FROM=statements@ates.local
# Who may join: closed, by-invitation, by-approval or open. Create the first administrator at
# PUBLIC_URL/api/auth/oidc/setup with the one-time code from the log of auth.
REGISTRATION=closed
# Creates demo accounts in an empty system (password popug-4300). Not for production.
DEMO_PEOPLE=false`);
