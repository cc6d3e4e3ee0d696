import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startOrigin } from '../tools/origin/origin.mjs';
import { freePort } from '../tools/processes/ports.mjs';
import { openTestDatabase } from './support/database.js';
import { ReplicatedPostgres } from './support/standby.js';
import { System, type ServiceProcess } from './support/system.js';
import { until } from './support/until.js';

/** Once the origin has noticed that an instance is away, reads fail for no longer than this (S9). */
const boundMilliseconds = 1000;
/** The longest that a write may take to be answered, whatever happens to the logic. */
const longestWriteMilliseconds = 6000;

const names = ['tasks', 'finance'] as const;

interface Sent {
  at: number;
  took: number;
  status: number;
  problem: string;
}

describe('Tasks and Finance with separate reads and logic, under load (S9)', () => {
  let servers: ReplicatedPostgres;
  let system: System;
  const reads: ServiceProcess[] = [];
  const logic: ServiceProcess[] = [];
  let origin: string;
  let stopOrigin: () => Promise<unknown>;
  const web = mkdtempSync(path.join(tmpdir(), 'ates-web-'));
  let load: Load;

  beforeAll(async () => {
    writeFileSync(path.join(web, 'index.html'), '<title>aTES</title>');
    writeFileSync(path.join(web, 'silent.html'), '<title>aTES</title>');
    servers = await ReplicatedPostgres.start();
    const cluster = servers.primaryUrl();
    system = await System.start({ transport: 'feed', clusters: { tasks: cluster, finance: cluster } });
    await system.untilPeopleCached();
    await servers.untilCaughtUp();
    for (const name of names) {
      const database = new URL(system.databases[name].url).pathname.slice(1);
      const standby = openTestDatabase(servers.standbyUrl(), database, system.databases[name].roles);
      const instance = await system.anotherInstance(name);
      await instance.start({ SERVICE_PART: 'reads', READ_DATABASE_URL: standby.serviceUrl });
      reads.push(instance);
      logic.push(system.services[name]);
    }
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    const { stop } = await startOrigin({
      hosts: ['127.0.0.1'],
      port,
      publicUrl: origin,
      services: [
        { name: 'tasks', url: system.services.tasks.url, readsUrl: reads[0]?.url },
        { name: 'finance', url: system.services.finance.url, readsUrl: reads[1]?.url },
      ],
      web,
      demoPeople: [],
      demoPassword: '',
    });
    stopOrigin = stop;
    load = new Load(
      origin,
      await system.tokenOf('polly@ates.local'),
      await system.tokenOf('manager@ates.local'),
    );
  });

  afterAll(async () => {
    [...logic, ...reads].forEach((instance) => instance.thaw());
    await load.stop();
    await stopOrigin();
    await Promise.all(reads.map((instance) => instance.stop()));
    await system.stop();
    await servers.release();
    rmSync(web, { recursive: true });
  });

  /** Reports what readers and writers saw during an outage, from its beginning until writes succeed again. */
  const during = async (what: string, begin: () => Promise<void>, end: () => Promise<void>) => {
    await load.isWorking();
    const began = performance.now();
    await begin();
    await load.isReadOnly(began);
    const knownAt = performance.now();
    await load.readMore(200);
    await end();
    const endedAt = performance.now();
    await load.isWorking();
    return load.report(what, began, knownAt, endedAt);
  };

  const expectShortFailures = ({ failedAfter, longestWrite }: Report): void => {
    expect(failedAfter).toEqual([]);
    expect(longestWrite).toBeLessThan(longestWriteMilliseconds);
  };

  it('serve reads while their logic is killed and restarted', async () => {
    const report = await during(
      'kill -9 of the logic',
      async () => {
        await Promise.all(logic.map((instance) => instance.kill()));
      },
      async () => {
        await Promise.all(logic.map((instance) => instance.start()));
      },
    );
    expectShortFailures(report);
    expect(report.failedReads).toBe(0);
  });

  it('serve reads while their logic is frozen, and accept writes once it thaws', async () => {
    const report = await during(
      'SIGSTOP of the logic',
      async () => logic.forEach((instance) => instance.freeze()),
      async () => logic.forEach((instance) => instance.thaw()),
    );
    expectShortFailures(report);
    expect(report.failedReads).toBe(0);
  });

  it('serve reads from the logic while the reads are frozen', async () => {
    await load.isWorking();
    const began = performance.now();
    reads.forEach((instance) => instance.freeze());
    await load.readMore(200);
    reads.forEach((instance) => instance.thaw());
    const report = load.report('SIGSTOP of the reads', began, began, performance.now());
    expectShortFailures(report);
    expect(report.failedReads).toBe(0);
  });

  it('serve reads from the standby while logic and primary database are down', async () => {
    await load.isWorking();
    const began = performance.now();
    await Promise.all(logic.map((instance) => instance.kill()));
    await servers.killPrimary();
    await load.isReadOnly(began);
    const knownAt = performance.now();
    await load.readMore(200);
    expectShortFailures(load.report('loss of logic and primary', began, knownAt, performance.now()));
    await servers.startPrimary();
  });

  it('have reads that never try to write', () => {
    for (const instance of reads) {
      expect(instance.recentOutput()).not.toMatch(/read-only transaction|permission denied|ERROR/);
    }
  });
});

interface Report {
  failedReads: number;
  /** Reads that failed later than the bound after the origin noticed, each with the seconds since then. */
  failedAfter: string[];
  longestWrite: number;
}

/** Constant load through the origin: readers of tasks and money, and a writer of tasks. */
class Load {
  private readonly reads: Sent[] = [];
  private readonly writes: Sent[] = [];
  private readonly workers: Promise<void>[];
  private isOver = false;

  constructor(
    private readonly origin: string,
    reader: string,
    writer: string,
  ) {
    this.workers = [
      ...['/api/tasks/tasks?limit=10', '/api/tasks/tasks/counts', '/api/finance/accounting/balance'].map(
        (address) => this.work(this.reads, () => this.send('GET', address, reader)),
      ),
      this.work(this.writes, () => this.send('POST', '/api/tasks/tasks', writer)),
    ];
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.workers);
  }

  /** Waits until a write succeeds. */
  async isWorking(): Promise<void> {
    const since = performance.now();
    await until('a write succeeds', () => this.writes.some(({ at, status }) => at > since && status === 201));
  }

  /** Waits until a write is refused at once as read-only. */
  async isReadOnly(since: number): Promise<void> {
    await until('a write is refused as read-only', () =>
      this.writes.some(({ at, problem, took }) => at > since && problem === 'read-only' && took < 500),
    );
  }

  /** Waits for that many more responses to reads, successful or not. */
  async readMore(count: number): Promise<void> {
    const enough = this.reads.length + count;
    await until('enough reads have been answered', () => this.reads.length >= enough);
  }

  /** Logs and returns what failed between two times, and how long after the origin noticed. */
  report(what: string, began: number, knownAt: number, endedAt: number): Report {
    const of = (all: Sent[]) => all.filter(({ at, took }) => at + took >= began && at <= endedAt);
    const failed = of(this.reads).filter(({ status }) => status !== 200);
    const failedAfter = failed
      .filter(({ at, took }) => at + took > knownAt + boundMilliseconds)
      .map(({ at, status, problem }) => `${((at - knownAt) / 1000).toFixed(1)} s: ${status} ${problem}`);
    const longest = (all: Sent[]): number => Math.round(Math.max(0, ...all.map(({ took }) => took)));
    const writes = of(this.writes);
    console.log(
      `${what}: noticed after ${Math.round(knownAt - began)} ms; ` +
        `${of(this.reads).length} reads, ${failed.length} failed ` +
        `(${failedAfter.length} later than ${boundMilliseconds} ms after the switch), the longest took ` +
        `${longest(of(this.reads))} ms; ${writes.length} writes, ` +
        `${writes.filter(({ status }) => status === 201).length} succeeded, the longest took ${longest(writes)} ms`,
    );
    return { failedReads: failed.length, failedAfter, longestWrite: longest(writes) };
  }

  private async work(sent: Sent[], send: () => Promise<Sent>): Promise<void> {
    while (!this.isOver) {
      sent.push(await send());
      // People pause between requests, too.
      await delay(10);
    }
  }

  private async send(method: string, address: string, token: string): Promise<Sent> {
    const at = performance.now();
    const response = await fetch(`${this.origin}${address}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: method === 'GET' ? undefined : JSON.stringify({ description: 'Fix the perch' }),
    });
    const body = (await response.json()) as { type?: string };
    const problem = response.ok ? '' : (body.type?.split(':').at(-1) ?? '');
    return { at, took: performance.now() - at, status: response.status, problem };
  }
}
