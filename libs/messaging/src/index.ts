export * from './consuming/received-event.js';
export * from './outbox/outbox.js';
