import type { EntityManager } from 'typeorm';

/**
 * An open transaction. A function with a transaction as its first parameter works inside it and never opens its own.
 */
export type Transaction = EntityManager;
