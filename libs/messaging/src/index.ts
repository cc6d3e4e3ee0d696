export * from './consuming/received-event.js';
export { messagingKeys } from './messaging-keys.js';
export type { Subscription } from './messaging-settings.js';
export * from './messaging.module.js';
export * from './migrations.js';
export * from './outbox/outbox.js';
export { messagingRights } from './rights.js';
export { ProducerTimelines } from './feed/producer-timelines.js';
export { ProducerFeeds } from './reconciliation/producer-feeds.js';
