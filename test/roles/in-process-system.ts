import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import { connectEvents } from '@ates/messaging';
import { createService } from '@ates/platform';
import { AppModule as AuthModule } from '../../apps/auth/src/app.module.js';
import { AuthConfiguration } from '../../apps/auth/src/config.js';
import { AppModule as FinanceModule } from '../../apps/finance/src/app.module.js';
import { FinanceConfiguration } from '../../apps/finance/src/config.js';
import { AppModule as TasksModule } from '../../apps/tasks/src/app.module.js';
import { TasksConfiguration } from '../../apps/tasks/src/config.js';
import { freePort } from '../../tools/processes/ports.mjs';
import type { TestDatabase } from '../support/database.js';
import { createServiceDatabase, databaseKeys } from '../support/service-database.js';
import { audience, authEnvironment, clientEnvironment } from '../support/system.js';
import { services, type Service } from './row.js';

process.env['LOG_LEVEL'] = 'fatal';

type Environment = Record<string, string>;

const modules: Record<Service, (environment: Environment) => DynamicModule> = {
  auth: (environment) => AuthModule.forRoot(AuthConfiguration.read(environment)),
  tasks: (environment) => TasksModule.forRoot(TasksConfiguration.read(environment)),
  finance: (environment) => FinanceModule.forRoot(FinanceConfiguration.read(environment)),
};

const issuerOf = (ports: Record<Service, number>): string => `http://127.0.0.1:${ports.auth}/oidc`;

async function startApp(name: Service, environment: Environment): Promise<NestFastifyApplication> {
  const app = await createService(modules[name](environment), {
    name,
    title: name,
    description: `${name} in a test`,
  });
  connectEvents(app);
  await app.startAllMicroservices();
  await app.listen(Number(environment['PORT']), '127.0.0.1');
  return app;
}

interface RunningService {
  url: string;
  app: NestFastifyApplication;
  database: TestDatabase;
}

/**
 * The three complete services in this process, each with its own database, talking over HTTP: Fastify itself can list
 * their routes. Otherwise they are like those that test/support/system.ts starts as processes.
 */
export class InProcessSystem {
  private constructor(
    private readonly running: Record<Service, RunningService>,
    readonly issuer: string,
    private readonly ports: Record<Service, number>,
    private readonly mailFolder: string,
  ) {}

  static async start(): Promise<InProcessSystem> {
    const ports = { auth: await freePort(), tasks: await freePort(), finance: await freePort() };
    const issuer = issuerOf(ports);
    const mailFolder = await mkdtemp(path.join(tmpdir(), 'ates-mail-'));
    const start = async (name: Service): Promise<RunningService> => {
      const database = await createServiceDatabase(name);
      const app = await startApp(name, {
        PORT: String(ports[name]),
        ...databaseKeys(database),
        MESSAGE_TRANSPORT: 'feed',
        OIDC_ISSUER: issuer,
        OIDC_AUDIENCE: audience,
        MAIL_DIR: mailFolder,
        ...(name === 'auth' ? authEnvironment : clientEnvironment(name, ports)),
      });
      return { url: `http://127.0.0.1:${ports[name]}`, app, database };
    };
    // Auth starts first, so the others need not retry their first requests to it.
    const auth = await start('auth');
    const others = { tasks: await start('tasks'), finance: await start('finance') };
    return new InProcessSystem({ auth, ...others }, issuer, ports, mailFolder);
  }

  /**
   * Starts a read-only instance of Tasks or Finance (S9) with a minimal environment, as the role in `databaseUrl`.
   * Close it before the system stops.
   */
  async startReads(
    name: 'tasks' | 'finance',
    databaseUrl: string,
  ): Promise<{ url: string; app: NestFastifyApplication }> {
    const { AUTH_URL, TASKS_URL, FINANCE_URL } = clientEnvironment(name, this.ports);
    const port = await freePort();
    const app = await startApp(name, {
      PORT: String(port),
      SERVICE_PART: 'reads',
      DATABASE_URL: databaseUrl,
      OIDC_ISSUER: this.issuer,
      OIDC_AUDIENCE: audience,
      AUTH_URL: AUTH_URL ?? '',
      TASKS_URL: TASKS_URL ?? '',
      FINANCE_URL: FINANCE_URL ?? '',
    });
    return { url: `http://127.0.0.1:${port}`, app };
  }

  async stop(): Promise<void> {
    // Callers stop before the services they call.
    for (const name of [...services].reverse()) {
      await this.running[name].app.close();
    }
    await Promise.all(services.map((name) => this.running[name].database.drop()));
    await rm(this.mailFolder, { recursive: true, force: true });
  }

  url(name: Service): string {
    return this.running[name].url;
  }

  database(name: Service): TestDatabase {
    return this.running[name].database;
  }

  /** A provider of a service, from its Nest container. */
  get<Part>(name: Service, part: new (...parts: never[]) => Part): Part {
    return this.running[name].app.get(part, { strict: false });
  }

  /** Fastify's own drawing of its routes. */
  drawnRoutes(name: Service): string {
    return this.running[name].app.getHttpAdapter().getInstance().printRoutes();
  }
}
