import type { EntityManager } from 'typeorm';

/** An open transaction. Whatever takes one first works inside it and never opens its own. */
export type Transaction = EntityManager;
