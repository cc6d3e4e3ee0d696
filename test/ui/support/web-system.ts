import path from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startOrigin } from '../../../tools/origin.mjs';
import { freePort } from '../../../tools/ports.mjs';
import { webFolder } from '../../../tools/web-ui.mjs';
import { launchBrowser } from '../../support/browser.js';
import { System, type SystemOptions } from '../../support/system.js';
import { Visitor } from './visitor.js';

const root = path.resolve(import.meta.dirname, '../../..');

/** Everything as people have it: the services, the origin before them with the built web UI, and a browser. */
export class WebSystem {
  private readonly visitors: Visitor[] = [];
  private readonly expected: RegExp[] = [];

  private constructor(
    readonly origin: string,
    readonly system: System,
    private readonly server: { stop: () => Promise<unknown> },
    private readonly browser: Browser,
  ) {}

  static async start(environment: SystemOptions['environment'] = {}): Promise<WebSystem> {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const [system, browser] = await Promise.all([
      System.start({ transport: 'feed', origin, environment }),
      launchBrowser(),
    ]);
    const server = await startOrigin({
      hosts: ['127.0.0.1', '::1'],
      port,
      publicUrl: origin,
      services: Object.values(system.services),
      web: path.join(root, webFolder),
      demoPeople: [],
      demoPassword: '',
    });
    const web = new WebSystem(origin, system, server, browser);
    await system.peopleAreKnown();
    return web;
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
