import { isatty } from 'node:tty';
import helmet from '@fastify/helmet';
import {
  Logger,
  StandardSchemaValidationPipe,
  type ConsoleLogger,
  type LogLevel,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DynamicModule } from '@nestjs/common';
import { keepConnectionOfLargeBody, serverOptions, usualLimits } from '../edge/http-server.mjs';
import { requestIds } from '../edge/request-ids.mjs';
import { trustedProxies } from '../edge/trusted-proxies.mjs';
import { Problem, type FieldError } from '../problem.js';
import { collectProcessMetrics, requestDuration, requestsInProgress } from '../metrics.js';
import { boundStop } from './bounded-stop.js';
import { describeAccess } from './access-documentation.js';
import { AllowedMethods } from './allowed-methods.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { describeRefusals } from './refusal-documentation.js';
import { keepRequestContexts } from './request-contexts.js';
import { ServiceLogger } from './service-logger.js';

export interface ServiceDescription {
  /** The service's name as routing keys and logs have it: `tasks`. */
  name: string;
  title: string;
  description: string;
}

/** How a service meets the network; keys of its configuration. */
export interface NetworkSettings {
  /** Whose `X-Forwarded-For` is believed: addresses and networks, with commas between. */
  TRUSTED_PROXIES: string;
  CONNECTIONS_PER_ADDRESS: number;
}

const usualSettings: NetworkSettings = {
  TRUSTED_PROXIES: 'loopback',
  CONNECTIONS_PER_ADDRESS: usualLimits.connectionsPerAddress,
};

const keepAliveMilliseconds = 5000;

const logLevels: LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug'];

/**
 * Makes a service out of its module: Fastify, validation by schema, one error format, security headers,
 * OpenAPI at `/docs`. The caller connects transports and listens.
 */
export async function createService(
  module: Type | DynamicModule,
  description: ServiceDescription,
  settings: NetworkSettings = usualSettings,
): Promise<NestFastifyApplication> {
  const adapter = adapterOf(settings);
  adapter.getInstance().addHook('onSend', keepConnectionOfLargeBody);
  keepRequestContexts(adapter.getInstance());
  const methods = new AllowedMethods(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: serviceLogger(description.name),
    abortOnError: false,
  });
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest }));
  app.useGlobalFilters(new ProblemFilter(methods));
  app.enableShutdownHooks();
  await secure(app);
  measureRequests(app);
  closeConnectionsWhenStopping(app);
  refuseWhileStopping(app);
  collectProcessMetrics();
  serveDocumentation(app, description);
  return app;
}

function adapterOf({ TRUSTED_PROXIES, CONNECTIONS_PER_ADDRESS }: NetworkSettings): FastifyAdapter {
  const isProxy = trustedProxies(TRUSTED_PROXIES);
  const logger = new Logger('Http');
  return new FastifyAdapter({
    ...serverOptions({
      limits: { ...usualLimits, connectionsPerAddress: CONNECTIONS_PER_ADDRESS },
      isProxy,
      log: (line) => {
        logger.warn(line);
      },
      keepAliveMilliseconds,
    }),
    trustProxy: isProxy,
    genReqId: requestIds(isProxy),
    // By refuseWhileStopping, as a problem like every other refusal.
    return503OnClosing: false,
  });
}

/** Lines for a person on a terminal; JSON where LOG_FORMAT says so, for a log collector. */
const serviceLogger = (name: string): ConsoleLogger =>
  new ServiceLogger({
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

/**
 * While requests in hand are finished, new ones that come over the connections that are still open are refused. After the
 * hook that counts what is in hand, so that no connection is closed before it carried the refusal.
 */
function refuseWhileStopping(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  let isStopping = false;
  fastify.addHook('preClose', (done) => {
    isStopping = true;
    done();
  });
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (isStopping) {
      sendProblem(reply, serviceStopping());
      return;
    }
    done();
  });
}

const serviceStopping = (): Problem =>
  new Problem(
    'unavailable',
    'service-stopping',
    'This service is stopping and takes no new requests. Nothing was changed; try again shortly.',
    { retryAfterSeconds: 1 },
  );

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
  const takeBack = boundStop(() => inHand);
  fastify.addHook('onClose', (_instance, done) => {
    takeBack();
    done();
  });
  fastify.addHook('onRequest', (_request, reply, done) => {
    inHand += 1;
    requestsInProgress.inc();
    // Comes when it was answered, and when whoever asked has gone.
    reply.raw.once('close', () => {
      inHand -= 1;
      requestsInProgress.dec();
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
  SwaggerModule.setup(
    'docs',
    app,
    () => describeRefusals(describeAccess(SwaggerModule.createDocument(app, settings))),
    {
      jsonDocumentUrl: 'docs-json',
    },
  );
}
