import { taskPriced } from '@ates/contracts';
import { newEvent, type NewEvent } from '@ates/messaging';

/** A task with its final price, in minor units. */
export interface PricedTask {
  id: string;
  fee: number;
  reward: number;
}

/** The events that publish prices (F8), to be stored in the transaction that sets them. */
export const pricedEvents = (tasks: readonly PricedTask[], currency: string, now: Date): NewEvent[] =>
  tasks.map(({ id, fee, reward }) =>
    newEvent(taskPriced, { task_uuid: id, fee, reward, currency, timestamp: now.toISOString() }),
  );
