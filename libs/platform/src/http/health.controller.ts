import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AllowAnonymous } from '../access.js';
import { Database } from '../database/database.js';
import { Problem } from '../problem.js';
import { ProblemResponse } from './documentation.js';

const ok = {
  status: 200,
  schema: { type: 'object', properties: { status: { type: 'string' } }, example: { status: 'ok' } },
};

/** Whether the service lives, and whether it can work. */
@ApiTags('operation')
@AllowAnonymous()
@Controller('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  /** The process answers; restart it when it does not. */
  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse(ok)
  live() {
    return { status: 'ok' };
  }

  /** The database answers; send requests only then. Other services being away does not make this one unready (S1). */
  @Get('ready')
  @ApiOperation({ summary: 'The service can work: its database answers' })
  @ApiResponse(ok)
  @ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
  async ready() {
    try {
      await this.database.query('select 1');
      return { status: 'ok' };
    } catch {
      throw new Problem(
        'unavailable',
        'database-unavailable',
        'The database does not answer. Try again shortly.',
        {
          retryAfterSeconds: 1,
        },
      );
    }
  }
}
