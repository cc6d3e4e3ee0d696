import { readFileSync } from 'node:fs';
import { sqlMigration } from '@ates/platform';

/** The messaging tables, for the migrations of each service's database. */
export const messagingMigrations = [
  sqlMigration('messaging', 1, readFileSync(new URL('./0001-messaging.sql', import.meta.url), 'utf8')),
  sqlMigration(
    'outbox-months',
    2,
    readFileSync(new URL('./0002-outbox-months.sql', import.meta.url), 'utf8'),
  ),
  sqlMigration(
    'feed-timelines',
    17,
    readFileSync(new URL('./0017-feed-timelines.sql', import.meta.url), 'utf8'),
  ),
];
