import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { refusals } from '../edge/refusals.mjs';
import { Problem } from '../problem.js';

const reading = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Rejects every write with the Problem `read-only` in a read-only instance (S9): after the guard, so that 401 and 403
 * take precedence, and before anything looks at the body.
 */
@Injectable()
export class RefusedWrites implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') {
      const { method } = context.switchToHttp().getRequest<FastifyRequest>();
      if (!reading.includes(method)) {
        throw readOnly();
      }
    }
    return next.handle();
  }
}

const readOnly = (): Problem => {
  const { detail, headers } = refusals['read-only'];
  return new Problem('unavailable', 'read-only', detail, {
    retryAfterSeconds: Number(headers['retry-after']),
  });
};
