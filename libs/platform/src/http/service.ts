import { isatty } from 'node:tty';
import helmet from '@fastify/helmet';
import { ConsoleLogger, StandardSchemaValidationPipe, type LogLevel, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DynamicModule } from '@nestjs/common';
import { Problem, type FieldError } from '../problem.js';
import { collectProcessMetrics, requestDuration } from '../metrics.js';
import { describeAccess } from './access-documentation.js';
import { ProblemFilter } from './problem.filter.js';

export interface ServiceDescription {
  /** The service's name as routing keys and logs have it: `tasks`. */
  name: string;
  title: string;
  description: string;
}

const largestBody = 100_000;
const keepAliveMilliseconds = 5000;

// Requests arrive through the origin or an ingress; only those on this machine or in the private network are
// believed when they say whom they speak for.
const trustedProxies = ['loopback', 'linklocal', 'uniquelocal'];

const logLevels: LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug'];

/**
 * Makes a service out of its module: Fastify, validation by schema, one error format, security headers,
 * OpenAPI at `/docs`. The caller connects transports and listens.
 */
export async function createService(
  module: Type | DynamicModule,
  description: ServiceDescription,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    new FastifyAdapter({
      bodyLimit: largestBody,
      trustProxy: trustedProxies,
      keepAliveTimeout: keepAliveMilliseconds,
    }),
    { logger: serviceLogger(description.name), abortOnError: false },
  );
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest }));
  app.useGlobalFilters(new ProblemFilter());
  app.enableShutdownHooks();
  await secure(app);
  measureRequests(app);
  closeConnectionsWhenStopping(app);
  collectProcessMetrics();
  serveDocumentation(app, description);
  return app;
}

/** Lines for a person on a terminal; JSON where LOG_FORMAT says so, for a log collector. */
const serviceLogger = (name: string): ConsoleLogger =>
  new ConsoleLogger({
    prefix: name,
    json: process.env['LOG_FORMAT'] === 'json',
    colors: isatty(process.stdout.fd),
    logLevels: logLevels.slice(0, 1 + Math.max(1, logLevels.indexOf(levelAsked()))),
  });

const levelAsked = (): LogLevel => logLevels.find((level) => level === process.env['LOG_LEVEL']) ?? 'log';

interface SchemaIssue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
}

const invalidRequest = (issues: readonly SchemaIssue[]): Problem =>
  new Problem(
    'invalid',
    'invalid-request',
    'Some fields were refused; each is named in errors. Nothing was changed.',
    {
      errors: issues.slice(0, 50).map(fieldError),
    },
  );

const fieldError = (issue: SchemaIssue): FieldError => ({
  path: (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
  message: issue.message,
});

/** Strict headers for everything; Swagger UI alone needs styles in line. */
async function secure(app: NestFastifyApplication): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
  });
}

function measureRequests(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const labels = {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: String(reply.statusCode),
      };
      requestDuration.observe(labels, reply.elapsedTime / 1000);
      done();
    });
}

const lookMilliseconds = 20;

/**
 * Stopping waits for requests in hand, and for nothing else. Node would also wait, a minute and longer, for
 * connections over which nobody asks anything: opened ahead by a browser, or kept after a last answer.
 */
function closeConnectionsWhenStopping(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  let inHand = 0;
  fastify.addHook('onRequest', (_request, reply, done) => {
    inHand += 1;
    // Comes when it was answered, and when whoever asked has gone.
    reply.raw.once('close', () => {
      inHand -= 1;
    });
    done();
  });
  fastify.addHook('preClose', (done) => {
    const looking = setInterval(() => {
      if (inHand === 0) {
        fastify.server.closeAllConnections();
      }
    }, lookMilliseconds);
    fastify.server.once('close', () => {
      clearInterval(looking);
    });
    done();
  });
}

function serveDocumentation(app: NestFastifyApplication, description: ServiceDescription): void {
  const settings = new DocumentBuilder()
    .setTitle(description.title)
    .setDescription(description.description)
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    // Relative to this document, so that it is right behind the origin's prefix as well.
    .addServer('./')
    .build();
  SwaggerModule.setup('docs', app, () => describeAccess(SwaggerModule.createDocument(app, settings)), {
    jsonDocumentUrl: 'docs-json',
  });
}
