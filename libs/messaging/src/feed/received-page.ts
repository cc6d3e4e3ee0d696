import { z } from 'zod';
import { feedEvent, feedPage } from '@ates/contracts';
import { Problem } from '@ates/platform';
import { tryRead, type ReadMessage } from '../consuming/read-message.js';
import type { RawMessage } from '../messages/raw-message.js';

const page = z.object({
  events: z.array(z.looseObject({ position: z.int().min(1) })),
  last_position: z.int().min(0),
  timeline: feedPage.shape.timeline,
});

/** An event as a feed sent it. Its position is right; nothing else has been validated yet. */
export type SentEvent = z.infer<typeof page>['events'][number];

/** A page of a feed as it arrived. */
export type ReceivedPage = Omit<z.infer<typeof page>, 'events'> & { events: readonly SentEvent[] };

/**
 * Validates what a reader relies on: the page has this form, and its positions continue after `after` without gaps, so
 * that no producer can move the reader's position back, past events, or to where the feed refuses to be read. Throws
 * otherwise. What else is wrong with an event is found out when it is read, so that one bad event blocks no other.
 */
export function receivedPage(answer: unknown, after: number): ReceivedPage {
  const received = page.parse(answer);
  received.events.forEach(({ position }, index) => {
    if (position !== after + index + 1) {
      throw new Error(`the feed has position ${position} where ${after + index + 1} belongs`);
    }
  });
  if (received.events.length > 0 && received.last_position < after + received.events.length) {
    throw new Error(`the feed ends at ${received.last_position}, before its own events`);
  }
  return received;
}

/** Where an event came from: its feed, for operators, and the producer. */
export interface FeedSource {
  source: string;
  producer: string;
}

/** The type of an event, if it has one. */
export const typeOf = ({ type }: SentEvent): string | undefined =>
  typeof type === 'string' ? type : undefined;

/** The id of an event, if it is a UUID. */
export const idOf = (event: SentEvent): string | undefined => feedEvent.shape.id.safeParse(event['id']).data;

/** Reads an event. One with a wrong id, type or version, or a body nested too deeply, gets a refusal (S6). */
export function readEvent(event: SentEvent, { source, producer }: FeedSource): ReadMessage {
  const { position, version } = event;
  const id: unknown = event['id'];
  const body = bodyOf(event);
  const message: RawMessage = {
    source,
    producer,
    type: typeOf(event) ?? 'unknown',
    body: body ?? Buffer.alloc(0),
    size: body?.length ?? 0,
    properties: {
      messageId: typeof id === 'string' ? id : `${producer} ${position}`,
      type: typeOf(event),
      appId: producer,
      version: textOf(version),
    },
  };
  if (body === undefined) {
    return refused(
      message,
      `the event at position ${position} of the feed is nested too deeply and was not read`,
    );
  }
  const { error } = feedEvent.safeParse(event);
  const issues = error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return issues === undefined
    ? tryRead(message)
    : refused(message, `the event at position ${position} of the feed is not valid: ${issues}`);
}

const refused = (message: RawMessage, reason: string): ReadMessage => ({
  message,
  refusal: new Problem('unprocessable', 'message-refused', reason),
});

/** The body as JSON; undefined if it is nested too deeply to be written. */
function bodyOf({ body }: SentEvent): Buffer | undefined {
  try {
    return Buffer.from(JSON.stringify(body ?? null));
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

const textOf = (version: unknown): string =>
  typeof version === 'number' || typeof version === 'string' ? String(version) : typeof version;
