import { z } from 'zod';

/**
 * The contract of a kind of message: its routing key, the version of its schema, and the schema of its body. The
 * routing key is `<service>.<entity>.<event>` (S2), so its first word names the producer.
 */
export interface EventContract<Body extends EventBody = EventBody> {
  readonly type: string;
  readonly version: number;
  readonly body: z.ZodType<Body>;
}

/** Every body has the time of its event. */
export interface EventBody {
  timestamp: string;
}

export const defineEvent = <Body extends EventBody>(
  type: string,
  version: number,
  body: z.ZodType<Body>,
): EventContract<Body> => ({ type, version, body });

/** Returns the only service that may publish messages of a type: the first word of the routing key. */
export const producerOf = (type: string): string => type.slice(0, Math.max(0, type.indexOf('.')));
