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
import { freePort } from '../../tools/ports.mjs';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { audience, authEnvironment, clientEnvironment } from '../support/system.js';
import { services, type Service } from './row.js';

process.env['LOG_LEVEL'] = 'fatal';

type Environment = Record<string, string>;

const modules: Record<Service, (environment: Environment) => DynamicModule> = {
  auth: (environment) => AuthModule.forRoot(AuthConfiguration.read(environment)),
  tasks: (environment) => TasksModule.forRoot(TasksConfiguration.read(environment)),
  finance: (environment) => FinanceModule.forRoot(FinanceConfiguration.read(environment)),
};

interface RunningService {
  url: string;
  app: NestFastifyApplication;
  database: TestDatabase;
}

/**
 * The three services in this process, each whole, on a database of its own, talking over HTTP. So their routes can be
 * asked of Fastify itself; otherwise they are what test/support/system.ts starts as processes.
 */
export class House {
  private constructor(
    private readonly running: Record<Service, RunningService>,
    readonly issuer: string,
    private readonly mailFolder: string,
  ) {}

  static async start(): Promise<House> {
    const ports = { auth: await freePort(), tasks: await freePort(), finance: await freePort() };
    const issuer = `http://127.0.0.1:${ports.auth}/oidc`;
    const mailFolder = await mkdtemp(path.join(tmpdir(), 'ates-mail-'));
    const start = async (name: Service): Promise<RunningService> => {
      const database = await createTestDatabase(name);
      const module = modules[name]({
        PORT: String(ports[name]),
        DATABASE_URL: database.url,
        MESSAGE_TRANSPORT: 'feed',
        OIDC_ISSUER: issuer,
        OIDC_AUDIENCE: audience,
        MAIL_DIR: mailFolder,
        ...(name === 'auth' ? authEnvironment : clientEnvironment(name, ports)),
      });
      const app = await createService(module, { name, title: name, description: `${name} in a test` });
      connectEvents(app);
      await app.startAllMicroservices();
      await app.listen(ports[name], '127.0.0.1');
      return { url: `http://127.0.0.1:${ports[name]}`, app, database };
    };
    // Auth comes first, so that nobody's first look at it has to be repeated.
    const auth = await start('auth');
    const others = { tasks: await start('tasks'), finance: await start('finance') };
    return new House({ auth, ...others }, issuer, mailFolder);
  }

  async stop(): Promise<void> {
    // Whoever asks others ends before them.
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

  /** A part of a service. */
  get<Part>(name: Service, part: new (...parts: never[]) => Part): Part {
    return this.running[name].app.get(part, { strict: false });
  }

  /** Fastify's own drawing of what it answers. */
  drawnRoutes(name: Service): string {
    return this.running[name].app.getHttpAdapter().getInstance().printRoutes();
  }
}
