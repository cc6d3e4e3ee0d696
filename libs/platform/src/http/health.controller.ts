import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowAnonymous } from '../access.js';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { DatabaseClock, type ClockState } from '../database/database-clock.js';
import { SingleFlight } from '../single-flight.js';
import { Problem } from '../problem.js';
import { withinTime } from '../time-limit.js';
import { stalledWork } from '../watched-work.js';
import { ApiRoute } from './documentation.js';

/** The time limit for a readiness check, as health checkers time out quickly. */
const patienceMilliseconds = 2000;

const liveness = z.object({ status: z.string() }).meta({ id: 'Liveness', example: { status: 'ok' } });

const clockState = z
  .object({
    skew_seconds: z
      .number()
      .describe(
        "How far this machine's clock is ahead of the database's, in seconds. The service uses the database's clock, " +
          'so skew does not make it unready',
      ),
    within_bound: z.boolean().describe('Whether the clocks differ by at most 5 seconds'),
  })
  .meta({ id: 'ClockState' });

const readiness = z.object({ status: z.string(), clock: clockState }).meta({
  id: 'Readiness',
  example: { status: 'ok', clock: { skew_seconds: 0.004, within_bound: true } },
});

/** Liveness and readiness of the service. */
@ApiTags('operation')
@AllowAnonymous()
@Controller('health')
export class HealthController {
  // Single flight: however many checks arrive, a silent database has one query pending.
  private readonly measuring = new SingleFlight(() => this.clock.measure());

  constructor(private readonly clock: DatabaseClock) {}

  /** Liveness: the process answers. Restart it if it does not. */
  @Get('live')
  @ApiRoute({ summary: 'Liveness: the process answers', answers: { 200: liveness } })
  live(): z.infer<typeof liveness> {
    return { status: 'ok' };
  }

  /**
   * Readiness: the database answers and background work makes progress. Send requests only to a ready instance. Outages
   * of other services do not make this one unready (S1).
   */
  @Get('ready')
  @ApiRoute({
    summary: 'Readiness: the database answers and background work makes progress',
    answers: { 200: readiness },
    problems: {
      503: {
        'database-unavailable': 'The database does not respond; try again shortly',
        'work-stalled': 'Background work has made no progress for too long; `detail` names it',
      },
    },
  })
  async ready(): Promise<z.infer<typeof readiness>> {
    const clock = await this.databaseAnswers();
    if (!clock) {
      throw new Problem(
        'unavailable',
        'database-unavailable',
        'The database does not answer. Try again shortly.',
        {
          retryAfterSeconds: 1,
        },
      );
    }
    requireProgress();
    return { status: 'ok', clock };
  }

  /** The clock state that the database answers with; undefined if that fails or takes too long. */
  private async databaseAnswers(): Promise<ClockState | undefined> {
    const nothing = (): undefined => undefined;
    const answered = this.measuring.answer().catch(nothing);
    // On a busy machine the time may be up late, too: an answer that has arrived by then is read first, in the same turn
    // of the event loop.
    return withinTime(patienceMilliseconds, () => answered).catch(() =>
      Promise.race([answered, nextTurn(undefined)]),
    );
  }
}

function requireProgress(): void {
  const stalled = stalledWork();
  if (stalled.length > 0) {
    const names = stalled.map(({ name, seconds }) => `${name} (for ${seconds} s)`).join(', ');
    throw new Problem(
      'unavailable',
      'work-stalled',
      `Background work has stalled: ${names}. If it does not continue shortly, restart this instance.`,
    );
  }
}
