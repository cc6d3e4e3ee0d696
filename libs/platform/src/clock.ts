import { Injectable } from '@nestjs/common';

const clocksDifferByAtMostMilliseconds = 5 * 60_000;

/**
 * The latest time that somebody else's clock can show now: clocks differ, by five minutes at most. A time after that
 * comes from a clock that is wrong, and nothing may be decided by it (docs/adr/0041).
 */
export const latestCredible = (now: Date): Date => new Date(now.getTime() + clocksDifferByAtMostMilliseconds);

/**
 * The time, as an instant. Rules get it as data from whoever asked here. In a service it is the time of its database
 * (`DatabaseClock`), so that what is compared with times that the database wrote, or that another instance wrote, is compared
 * by one clock.
 */
@Injectable()
export class Clock {
  now(): Date {
    return new Date(Date.now());
  }
}
