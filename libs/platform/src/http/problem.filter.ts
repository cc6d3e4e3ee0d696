import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseFailure } from '../database/failures.js';
import { Problem, type ProblemKind } from '../problem.js';

const statuses: Record<ProblemKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'too-large': 413,
  'unsupported-media': 415,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
};

// What Nest and Fastify refuse themselves, before any code of ours runs.
const refusedByFramework: Record<number, () => Problem> = {
  404: () =>
    new Problem(
      'not-found',
      'no-such-route',
      'There is nothing at this address. See /docs for what there is.',
    ),
  405: () =>
    new Problem(
      'method-not-allowed',
      'method-not-allowed',
      'This address does not take this method. See /docs.',
    ),
  413: () => new Problem('too-large', 'body-too-large', 'A request body may have 100 kB at most. Send less.'),
  415: () => new Problem('unsupported-media', 'unsupported-media-type', 'Send the body as application/json.'),
};

/** The problem that an error is, as far as people may know it; undefined for one that only we should know. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) {
    return error;
  }
  if (isDatabaseFailure(error)) {
    return new Problem(
      'unavailable',
      'database-unavailable',
      'The database does not answer. Nothing was changed; try again shortly.',
      {
        retryAfterSeconds: 1,
      },
    );
  }
  const status = statusOf(error);
  if (status === undefined || status >= 500) {
    return undefined;
  }
  const known = refusedByFramework[status];
  return known
    ? known()
    : new Problem(
        'invalid',
        'malformed-request',
        'The request could not be read. Check its JSON and headers.',
      );
}

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) {
    return error.getStatus();
  }
  const isFromFastify =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
  return isFromFastify ? Number(error.statusCode) : undefined;
};

/** Answers every error as RFC 9457 problem+json. What is not known is logged, and told to nobody. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      throw error;
    }
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const problem = problemOf(error);
    if (!problem) {
      this.logger.error(
        `${request.method} ${request.url} failed`,
        error instanceof Error ? error.stack : String(error),
      );
    }
    sendProblem(reply, problem);
  }
}

function sendProblem(reply: FastifyReply, problem: Problem | undefined): void {
  const status = problem ? statuses[problem.kind] : 500;
  if (problem?.kind === 'unauthenticated') {
    void reply.header('www-authenticate', 'Bearer');
  }
  if (problem?.extensions.retryAfterSeconds !== undefined) {
    void reply.header('retry-after', String(problem.extensions.retryAfterSeconds));
  }
  void reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: `urn:ates:problem:${problem?.code ?? 'internal'}`,
        title: titleOf(problem?.code ?? 'internal-error'),
        status,
        detail:
          problem?.detail ??
          'Something failed on our side and was written down. Try again; if it stays, tell the operator.',
        errors: problem?.extensions.errors,
      }),
    );
}

const titleOf = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
