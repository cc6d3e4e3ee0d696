import { Injectable } from '@nestjs/common';

const clocksDifferByAtMostMilliseconds = 5 * 60_000;

/**
 * The latest plausible reading of another machine's clock right now: clocks differ by at most five minutes. A later
 * time comes from a wrong clock and must not decide anything (docs/adr/0041).
 */
export const latestCredible = (now: Date): Date => new Date(now.getTime() + clocksDifferByAtMostMilliseconds);

/**
 * The current time. Domain rules receive it as data from their caller. In a service it is the database's time
 * (`DatabaseClock`), so comparisons with times written by the database or by another instance use one clock.
 */
@Injectable()
export class Clock {
  now(): Date {
    return new Date(Date.now());
  }
}
