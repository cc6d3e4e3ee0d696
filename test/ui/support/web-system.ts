import path from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startOrigin } from '../../../tools/origin/origin.mjs';
import { freePort } from '../../../tools/processes/ports.mjs';
import { webFolder } from '../../../tools/origin/web-ui.mjs';
import { launchBrowser } from '../../support/browser.js';
import { System, type ServiceProcess, type SystemOptions } from '../../support/system.js';
import { endableDay, simulateDay, type SimulatedDay } from './simulated-day.js';
import { Visitor } from './visitor.js';

const root = path.resolve(import.meta.dirname, '../../..');

let sharedDay: Promise<SimulatedSystem> | undefined;

/** A system with one simulated working day and the ids to open its pages. */
export interface SimulatedSystem {
  web: WebSystem;
  day: SimulatedDay;
}

/** The complete system as people use it: the services, the origin with the built web UI, and a browser. */
export class WebSystem {
  private readonly visitors: Visitor[] = [];
  private readonly expectedErrors: RegExp[] = [];

  private constructor(
    readonly origin: string,
    readonly system: System,
    private readonly server: { stop: () => Promise<unknown> },
    private readonly browser: Browser,
    /** A read-only instance of Tasks (S9). A suite that needs it passes `hasReads` and starts and stops it itself. */
    readonly readsOfTasks: ServiceProcess,
  ) {}

  /**
   * Starts everything and waits until the services have cached the people Auth creates (`people` of them if given).
   * `hasReads` makes the origin route reads to `readsOfTasks`.
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
    await system.untilPeopleCached(people);
    return web;
  }

  /**
   * A system with one simulated day, shared by all read-only suites of this worker. Each suite closes the browsers it
   * opened (`closeBrowsers`). The system is killed when the worker exits; don't stop it.
   */
  static sharedDay(): Promise<SimulatedSystem> {
    sharedDay ??= WebSystem.start(endableDay).then(async (web) => {
      process.once('exit', () => web.system.kill());
      return { web, day: await simulateDay(web.system) };
    });
    return sharedDay;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await this.system.stop();
  }

  /** A visitor who is not signed in yet. */
  async newVisitor(options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await this.browser.newContext({
      locale: 'en-US',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    const visitor = await Visitor.create(context, this.origin);
    this.visitors.push(visitor);
    return visitor;
  }

  /** A visitor who is signed in with this e-mail. */
  async signedInVisitor(email: string, options?: BrowserContextOptions): Promise<Visitor> {
    const visitor = await this.newVisitor(options);
    await visitor.open('/');
    await visitor.signIn(email);
    return visitor;
  }

  /** Ignores matching browser errors until the next `browserErrors` call. */
  expectBrowserErrors(...patterns: RegExp[]): void {
    this.expectedErrors.push(...patterns);
  }

  /** Returns the unexpected errors of all browsers since the last call, without duplicates. */
  browserErrors(): string[] {
    const expected = this.expectedErrors.splice(0);
    const errors = new Set(this.visitors.flatMap((visitor) => visitor.browserErrors()));
    return [...errors].filter((text) => !expected.some((pattern) => pattern.test(text)));
  }

  /** Closes all browsers and returns their unexpected errors. */
  async closeBrowsers(): Promise<string[]> {
    const errors = this.browserErrors();
    await Promise.all(this.visitors.splice(0).map(({ context }) => context.close()));
    return errors;
  }
}
