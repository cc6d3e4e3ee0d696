import { Logger } from '@nestjs/common';
import { Counter, latestCredible } from '@ates/platform';

const aheadEvents = new Counter({
  name: 'events_ahead_total',
  help: 'Events whose timestamp was more than five minutes in the future on arrival, by source',
  labelNames: ['source'],
});

/** An event's own timestamp, and the queue or feed that delivered it. */
interface EventTime {
  source: string;
  time: string;
}

const logger = new Logger('event times');
const secondsBetweenWarnings = 60;
/** When each source was last warned about, in milliseconds since 1970. */
const warnedAt = new Map<string, number>();

/**
 * Counts events with a timestamp in the future and warns about them, at most once a minute for each source. They still
 * take effect; each consumer uses the arrival time instead (docs/adr/0041).
 */
export function noteTimes(events: readonly EventTime[], now: Date): void {
  const latest = latestCredible(now).getTime();
  for (const { source, time } of events) {
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
      `${source} delivered an event with the future time ${time}. It takes effect now and keeps its own time. ` +
        'Check the clock of the publishing service.',
    );
  }
}
