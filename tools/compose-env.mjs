// @ts-check
// Prints an .env with secrets for docker-compose.yml: node tools/compose-env.mjs > .env
import { randomBytes } from 'node:crypto';

const secrets = [
  'POSTGRES_PASSWORD',
  'AUTH_DATABASE_PASSWORD',
  'TASKS_DATABASE_PASSWORD',
  'FINANCE_DATABASE_PASSWORD',
  'RABBITMQ_PASSWORD',
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
# How people reach the system.
PUBLIC_URL=http://localhost:4300
# The proxy in front that ends TLS, by its address or network; commas between several.
TRUSTED_PROXIES=
# Days begin and end here.
BUSINESS_TIME_ZONE=UTC
DAY_ENDS_AT=00:00
CURRENCY=USD
# Mails go out through this server; without one they are kept in the volume mail.
SMTP_URL=
MAIL_FROM=statements@ates.local
# Who may join: closed, by-invitation, by-approval or open. The first administrator is made on the page
# PUBLIC_URL/api/auth/oidc/setup, by the code in the log of auth.
REGISTRATION=closed
# People to try with, made when there are none (password popug-4300). Not for a company.
DEMO_PEOPLE=false`);
