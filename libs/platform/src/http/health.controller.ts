import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AllowAnonymous } from '../access.js';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { DatabaseClock, type ClockState } from '../database/database-clock.js';
import { SingleFlight } from '../single-flight.js';
import { Problem } from '../problem.js';
import { stalledWork } from '../watched-work.js';
import { ProblemResponse } from './documentation.js';

/** Whoever asks whether we are ready has little patience. */
const patienceMilliseconds = 2000;

const ok = {
  status: 200,
  schema: { type: 'object', properties: { status: { type: 'string' } }, example: { status: 'ok' } },
};

const ready = {
  status: 200,
  schema: {
    type: 'object',
    properties: {
      status: { type: 'string' },
      clock: {
        type: 'object',
        properties: {
          skew_seconds: {
            type: 'number',
            description:
              "How far this machine's clock is ahead of the database's. The service goes by the database's, so it is " +
              'ready all the same',
          },
          within_bound: { type: 'boolean', description: 'Whether the two differ by 5 seconds at most' },
        },
      },
    },
    example: { status: 'ok', clock: { skew_seconds: 0.004, within_bound: true } },
  },
};

/** Whether the service lives, and whether it can work. */
@ApiTags('operation')
@AllowAnonymous()
@Controller('health')
export class HealthController {
  // However often it is asked, a database that is silent is asked once at a time.
  private readonly asking = new SingleFlight(() => this.clock.measure());

  constructor(private readonly clock: DatabaseClock) {}

  /** The process answers; restart it when it does not. */
  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse(ok)
  live() {
    return { status: 'ok' };
  }

  /**
   * The database answers, and background work makes progress; send requests only then. Other services being away does not make
   * this one unready (S1).
   */
  @Get('ready')
  @ApiOperation({
    summary: 'The service can work: its database answers, and its background work makes progress',
  })
  @ApiResponse(ready)
  @ProblemResponse(503, {
    'database-unavailable': 'The database does not answer; try again shortly',
    'work-stalled': 'background work has made no progress for too long; `detail` names it',
  })
  async ready() {
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

  /** What it answers; nothing when that takes too long. */
  private async databaseAnswers(): Promise<ClockState | undefined> {
    const over = new AbortController();
    const nothing = (): undefined => undefined;
    const answered = this.asking.answer().catch(nothing);
    // On a busy machine the timer may be late as well: what has arrived by then is read first, in the same turn.
    const tooLate = delay(patienceMilliseconds, undefined, { signal: over.signal })
      .then(() => nextTurn(undefined))
      .catch(nothing);
    try {
      return await Promise.race([answered, tooLate]);
    } finally {
      over.abort();
    }
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
