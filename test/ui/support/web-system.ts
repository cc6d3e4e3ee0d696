import path from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startOrigin } from '../../../tools/origin.mjs';
import { freePort } from '../../../tools/ports.mjs';
import { webFolder } from '../../../tools/web-ui.mjs';
import { launchBrowser } from '../../support/browser.js';
import { System, type ServiceProcess, type SystemOptions } from '../../support/system.js';
import { dayThatCanEnd, playDay, type PlayedDay } from './played-day.js';
import { Visitor } from './visitor.js';

const root = path.resolve(import.meta.dirname, '../../..');

let sharedDay: Promise<PlayedSystem> | undefined;

/** A system on which a day was played, and what there is to see of it. */
export interface PlayedSystem {
  web: WebSystem;
  played: PlayedDay;
}

/** Everything as people have it: the services, the origin before them with the built web UI, and a browser. */
export class WebSystem {
  private readonly visitors: Visitor[] = [];
  private readonly expected: RegExp[] = [];

  private constructor(
    readonly origin: string,
    readonly system: System,
    private readonly server: { stop: () => Promise<unknown> },
    private readonly browser: Browser,
    /** An instance of Tasks that only reads (S9), which the origin knows of. A suite that needs it starts and stops it. */
    readonly readsOfTasks: ServiceProcess,
  ) {}

  /**
   * Starts everything, and waits until the services know the people whom Auth makes. `hasReads`: the origin knows of
   * `readsOfTasks`.
   */
  static async start(
    environment: SystemOptions['environment'] = {},
    { people, hasReads = false }: { people?: number; hasReads?: boolean } = {},
  ): Promise<WebSystem> {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const [system, browser] = await Promise.all([
      System.start({ transport: 'feed', origin, environment }),
      launchBrowser(),
    ]);
    const readsOfTasks = await system.anotherInstance('tasks');
    const server = await startOrigin({
      hosts: ['127.0.0.1', '::1'],
      port,
      publicUrl: origin,
      services: Object.values(system.services).map(({ name, url }) => ({
        name,
        url,
        readsUrl: hasReads && name === 'tasks' ? readsOfTasks.url : undefined,
      })),
      web: path.join(root, webFolder),
      demoPeople: [],
      demoPassword: '',
    });
    const web = new WebSystem(origin, system, server, browser, readsOfTasks);
    await system.peopleAreKnown(people);
    return web;
  }

  /**
   * The system of this worker on which a day was played, for suites that look and do no harm. Each suite closes the
   * browsers it opened (`everybodyLeaves`). It ends with the worker; nobody stops it.
   */
  static sharedDay(): Promise<PlayedSystem> {
    sharedDay ??= WebSystem.start(dayThatCanEnd).then(async (web) => {
      process.once('exit', () => web.system.kill());
      return { web, played: await playDay(web.system) };
    });
    return sharedDay;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await this.system.stop();
  }

  /** Somebody who has not signed in yet. */
  async anybody(options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await this.browser.newContext({
      locale: 'en-US',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    const visitor = await Visitor.arrive(context, this.origin);
    this.visitors.push(visitor);
    return visitor;
  }

  /** Somebody who signed in, by their e-mail. */
  async visitor(email: string, options?: BrowserContextOptions): Promise<Visitor> {
    const visitor = await this.anybody(options);
    await visitor.open('/');
    await visitor.signIn(email);
    return visitor;
  }

  /** From now on, until `complaints` were asked for, what matches is no complaint. */
  expect(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  /** What went wrong in anybody's browser since it was asked for last, and was not expected. */
  complaints(): string[] {
    const expected = this.expected.splice(0);
    const heard = new Set(this.visitors.flatMap((visitor) => visitor.complaints()));
    return [...heard].filter((text) => !expected.some((pattern) => pattern.test(text)));
  }

  /** Closes everybody's browser; answers what went wrong in them. */
  async everybodyLeaves(): Promise<string[]> {
    const complaints = this.complaints();
    await Promise.all(this.visitors.splice(0).map(({ context }) => context.close()));
    return complaints;
  }
}
