import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { isatty } from 'node:tty';
import helmet from 'helmet';
import { Logger, type ConsoleLogger, type LogLevel, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { DynamicModule } from '@nestjs/common';
import { keepConnectionOfLargeBody, serverOptions, usualLimits } from '../edge/http-server.mjs';
import { requestIds } from '../edge/request-ids.mjs';
import { trustedProxies } from '../edge/trusted-proxies.mjs';
import { Problem } from '../problem.js';
import { collectProcessMetrics, requestDuration, requestsInProgress } from '../metrics.js';
import { boundStop } from './bounded-stop.js';
import { AllowedMethods } from './allowed-methods.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { openApiDocument } from './openapi-document.js';
import { keepRequestContexts } from './request-contexts.js';
import { RequestValidationPipe } from './request-validation.pipe.js';
import { ServiceLogger } from './service-logger.js';

interface ServiceDescription {
  /** The service's name in routing keys and logs: `tasks`. */
  name: string;
  title: string;
  description: string;
}

/** A service's network settings; keys of its configuration. */
interface NetworkSettings {
  /** The proxies whose `X-Forwarded-For` is trusted: comma-separated addresses and networks. */
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
 * Creates a service from its module: Fastify, schema validation, one error format, security headers, OpenAPI at
 * `/docs`. The caller connects the transports and listens.
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
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter(methods));
  app.enableShutdownHooks();
  secure(app);
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
    // refuseWhileStopping does this instead, with a problem like all other refusals.
    return503OnClosing: false,
  });
}

/** Logs plain lines for a terminal, or JSON for a log collector with LOG_FORMAT=json. */
const serviceLogger = (name: string): ConsoleLogger =>
  new ServiceLogger({
    prefix: name,
    json: process.env['LOG_FORMAT'] === 'json',
    colors: isatty(process.stdout.fd),
    logLevels: logLevels.slice(0, 1 + Math.max(1, logLevels.indexOf(configuredLevel()))),
  });

const configuredLevel = (): LogLevel =>
  logLevels.find((level) => level === process.env['LOG_LEVEL']) ?? 'log';

/**
 * Rejects new requests that arrive over open connections while a stopping service finishes the requests in progress.
 * Registered after the hook that counts requests, so that no connection is closed before it has carried the refusal.
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
    'This service is shutting down and accepts no new requests. Nothing was changed; try again shortly.',
    { retryAfterSeconds: 1 },
  );

/** Strict security headers for everything; only Swagger UI needs inline styles. */
function secure(app: NestFastifyApplication): void {
  const headers = securityHeaders();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, reply, done) => {
      for (const [name, value] of headers) {
        reply.raw.setHeader(name, value);
      }
      done();
    });
}

/** The headers are the same for every request, so helmet makes them once: each time, it took 6% of a small request. */
function securityHeaders(): [string, string][] {
  const example = new ServerResponse(new IncomingMessage(new Socket()));
  const setHeaders = helmet({
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
  setHeaders(example.req, example, (error?: unknown) => {
    if (error !== undefined) {
      throw new Error('helmet made no headers', { cause: error });
    }
  });
  return Object.entries(example.getHeaders()).map(([name, value]) => [name, String(value)]);
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

const checkMilliseconds = 20;

/**
 * Makes stopping wait for requests in progress and for nothing else. Node would also wait, a minute or longer, for idle
 * connections: opened in advance by a browser, or kept alive after the last response.
 */
function closeConnectionsWhenStopping(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  let inProgress = 0;
  const removeStopLimit = boundStop(() => inProgress);
  fastify.addHook('onClose', (_instance, done) => {
    removeStopLimit();
    done();
  });
  fastify.addHook('onRequest', (_request, reply, done) => {
    inProgress += 1;
    requestsInProgress.inc();
    // Emitted when the response is complete, and when the client has disconnected.
    reply.raw.once('close', () => {
      inProgress -= 1;
      requestsInProgress.dec();
    });
    done();
  });
  fastify.addHook('preClose', (done) => {
    const checking = setInterval(() => {
      if (inProgress === 0) {
        fastify.server.closeAllConnections();
      }
    }, checkMilliseconds);
    fastify.server.once('close', () => {
      clearInterval(checking);
    });
    done();
  });
}

function serveDocumentation(app: NestFastifyApplication, description: ServiceDescription): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, description), {
    jsonDocumentUrl: 'docs-json',
  });
}
