import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseFailure } from '../database/failures.js';
import { problemJson, problemType, refusal, refusalOf, type Refusal } from '../edge/refusals.mjs';
import type { FieldError } from '../field-errors.js';
import { Problem, type ProblemKind } from '../problem.js';
import type { AllowedMethods } from './allowed-methods.js';

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

/** The problem to show for an error; undefined for an internal error, whose details stay in the log. */
function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) {
    return error;
  }
  return isDatabaseFailure(error)
    ? new Problem(
        'unavailable',
        'database-unavailable',
        'The database does not answer. Nothing was changed; try again shortly.',
        { retryAfterSeconds: 1 },
      )
    : undefined;
}

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) {
    return error.getStatus();
  }
  const isFromFastify =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
  return isFromFastify ? Number(error.statusCode) : undefined;
};

/** Answers every error as RFC 9457 problem+json. Unexpected errors are logged, and their details are not disclosed. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  /** With `methods`, a wrong method gets 405 instead of the 404 for a wrong address. */
  constructor(private readonly methods?: AllowedMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      throw error;
    }
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const answer = this.answerTo(error, request);
    if (answer.code === 'internal') {
      this.logger.error(
        `${request.method} ${loggedAddress(request)} failed`,
        error instanceof Error ? error.stack : String(error),
      );
    }
    send(reply, answer);
  }

  private answerTo(error: unknown, request: FastifyRequest): Answer {
    const problem = problemOf(error);
    if (problem) {
      return answerOf(problem);
    }
    const status = statusOf(error) ?? 500;
    return status === 404 ? this.notFound(request) : refusalOf(status);
  }

  private notFound({ method, url }: FastifyRequest): Answer {
    const allowed = this.methods?.of(url) ?? [];
    return allowed.length === 0 || allowed.includes(method)
      ? refusal('no-such-route')
      : { ...refusal('method-not-allowed'), headers: { allow: allowed.join(', ') } };
  }
}

/** The address for the log: only the route if the address contains a token. */
const loggedAddress = ({ url, params, routeOptions }: FastifyRequest): string =>
  typeof params === 'object' && params !== null && 'token' in params ? (routeOptions.url ?? '') : url;

type Answer = Refusal & { errors?: FieldError[] };

/** Sends a problem response (RFC 9457). */
export const sendProblem = (reply: FastifyReply, problem: Problem): void => send(reply, answerOf(problem));

function send(reply: FastifyReply, answer: Answer): void {
  void reply
    .status(answer.status)
    .headers({ ...answer.headers, 'content-type': `${problemType}; charset=utf-8` })
    .send(problemJson({ ...answer, requestId: reply.request.id }));
}

function answerOf({ kind, code, detail, extensions: { errors, retryAfterSeconds } }: Problem): Answer {
  return {
    status: statuses[kind],
    code,
    detail,
    errors,
    headers: {
      ...(kind === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  };
}
