import { Logger } from '@nestjs/common';
import { Counter, latestCredible } from '@ates/platform';

const aheadEvents = new Counter({
  name: 'events_ahead_total',
  help: 'Events whose own time was more than five minutes in the future when they arrived, by source',
  labelNames: ['source'],
});

/** An event's own time, and the queue or feed that it came by. */
interface EventTime {
  source: string;
  time: string;
}

const logger = new Logger('times of events');
const secondsBetweenWarnings = 60;
/** When there was a warning about a source, in milliseconds since 1970. */
const warnedAt = new Map<string, number>();

/**
 * Counts events from the future, and warns of them, once a minute for each source. They take effect all the same: each
 * consumer goes by the time of their arrival instead (docs/adr/0041).
 */
export function noteTimes(told: readonly EventTime[], now: Date): void {
  const latest = latestCredible(now).getTime();
  for (const { source, time } of told) {
    if (Date.parse(time) > latest) {
      aheadEvents.inc({ source });
      warn(source, time, now.getTime());
    }
  }
}

function warn(source: string, time: string, now: number): void {
  if (now - (warnedAt.get(source) ?? -Infinity) >= secondsBetweenWarnings * 1000) {
    warnedAt.set(source, now);
    logger.warn(
      `${source} brought an event from ${time}, which is in the future. It takes effect now and keeps its own time. ` +
        'Check the clock of the service that published it.',
    );
  }
}
