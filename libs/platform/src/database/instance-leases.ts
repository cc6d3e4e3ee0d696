import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type pg from 'pg';
import { BackgroundLoop, type BackgroundWork } from '../background-loop.js';
import { SingleFlight } from '../single-flight.js';
import { bestEffort } from '../time-limit.js';
import { BoundedClient } from './bounded-client.js';
import { isConnectionFailure } from './failures.js';
import { LeaseLost, underLease, type Lease } from './lease.js';
import { holdsLease, releaseLeases, requestLeases, type GrantedLease } from './leases.queries.js';
import type { Transaction } from './transaction.js';

export const leaseSettings = Symbol('leaseSettings');

interface LeaseSettings {
  /** The service's own database. */
  url: string;
  /** How long a lease lasts without renewal, in milliseconds; 8,000 by default. */
  milliseconds?: number | undefined;
  /** True for a read-only instance (S9): it requests no leases, and its leased loops never start. */
  isOff?: boolean;
}

/** Background work that only one instance of the service does at a time. */
interface LeasedWork extends BackgroundWork {
  /** The name of the lease; its holder does the work. Several loops may share a lease. */
  lease: string;
}

/** A lease that this instance wants, and its known state. */
interface Wanted {
  loops: BackgroundLoop[];
  /** Whether anything here has requested it: a loop that never starts takes the lease from no one. */
  isRequested: boolean;
  /** Whether the database has answered a request for it yet. */
  isAnswered: boolean;
  /** Undefined while another instance holds it. */
  token: string | undefined;
  /** By this process's monotonic clock. */
  heldUntil: number;
  /** Whether the last thing logged was that this instance holds it. */
  isReported: boolean;
}

const usualMilliseconds = 8000;
// The last part of a lease is not relied on, in case the database's clock runs faster than ours.
const marginShare = 1 / 16;
const renewalsPerLease = 4;
const requestsPerLease = 8;
const connectionsPerLease = 4;
const stopMilliseconds = 3000;

/**
 * Leader election for work that one instance of a service does at a time (S10): the holder of the lease is the leader,
 * the others are standbys. A holder renews all its leases every two seconds with one statement. A holder that is
 * frozen, cut off from the database or stalled in the work itself does not renew, and another instance takes over when
 * the lease expires, which only the database's clock decides. If the holder's process has ended, others take over
 * without waiting.
 *
 * A former holder does no harm. By its own clock, counted from before it requested the lease, it stops relying on the
 * lease before anyone else can get it. Transactions under a lease begin with a fence, which rejects an old token and
 * prevents a takeover until they end.
 */
@Injectable()
export class InstanceLeases implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(InstanceLeases.name);
  private readonly instance = randomUUID();
  private readonly holder = `${hostname()}, pid ${process.pid}`;
  private readonly milliseconds: number;
  private readonly wanted = new Map<string, Wanted>();
  private readonly requesting = new SingleFlight(() => this.requestAll());
  private readonly loop: BackgroundLoop;
  private client: pg.Client | undefined;
  private livedAt: number | undefined;
  private isStopping = false;

  constructor(@Inject(leaseSettings) private readonly settings: LeaseSettings) {
    this.milliseconds = settings.milliseconds ?? usualMilliseconds;
    this.loop = new BackgroundLoop({
      name: 'leases',
      idleMilliseconds: () => this.milliseconds / (this.holdsAll() ? renewalsPerLease : requestsPerLease),
      longestPauseMilliseconds: this.milliseconds / requestsPerLease,
      work: async () => {
        await this.requesting.answer();
        return false;
      },
    });
  }

  /** A loop that does its work under a lease, and idles while another instance holds the lease. */
  leasedLoop({ lease, work, ...rest }: LeasedWork): BackgroundLoop {
    const loop = new BackgroundLoop({
      ...rest,
      isOff: this.settings.isOff,
      work: async (signal, progress) => (await this.during(lease, () => work(signal, progress))) ?? false,
    });
    this.want(lease).loops.push(loop);
    return loop;
  }

  /**
   * Runs `work` under a lease and returns its result; undefined, without running it, if another instance holds the
   * lease.
   */
  async during<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> {
    const isHeld = await this.acquire(name);
    const token = this.wanted.get(name)?.token;
    return isHeld && token !== undefined ? underLease(this.leaseOf(name, token), work) : undefined;
  }

  /** True if this instance can rely on the lease, as far as it knows; does not ask the database. */
  holds(name: string): boolean {
    const wanted = this.wanted.get(name);
    return wanted?.token !== undefined && performance.now() < wanted.heldUntil;
  }

  /**
   * Resolves to true if this instance holds the lease, newly acquired or held before. The first call asks the database;
   * from then on this instance keeps requesting the lease in the background and wakes its loops when it gets it.
   */
  async acquire(name: string): Promise<boolean> {
    if (this.settings.isOff) {
      return false;
    }
    const wanted = this.want(name);
    wanted.isRequested = true;
    if (!this.holds(name) && !wanted.isAnswered && !this.isStopping) {
      this.loop.start();
      await this.requesting.answer();
    }
    return this.holds(name);
  }

  /** Stops leased loops and releases their leases for immediate takeover. Waits up to 3 seconds for loops to stop. */
  async beforeApplicationShutdown(): Promise<void> {
    const loops = [...this.wanted.values()].flatMap((wanted) => wanted.loops);
    const stopped = Promise.all(loops.map((loop) => loop.stop()));
    await bestEffort(stopMilliseconds, () => stopped);
    await this.releaseIdle();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.loop.stop();
    await this.releaseIdle();
    await this.client?.end();
  }

  private want(name: string): Wanted {
    const known = this.wanted.get(name);
    const wanted = known ?? {
      loops: [],
      isRequested: false,
      isAnswered: false,
      token: undefined,
      heldUntil: Number.NEGATIVE_INFINITY,
      isReported: false,
    };
    this.wanted.set(name, wanted);
    return wanted;
  }

  private leaseOf(name: string, token: string): Lease {
    const requireHeld = (): void => {
      if (!this.holds(name) || this.wanted.get(name)?.token !== token) {
        throw new LeaseLost(name);
      }
    };
    return {
      fenceParameters: [name, this.instance, token],
      requireHeld,
      fence: async (tx: Transaction): Promise<void> => {
        requireHeld();
        if (!(await holdsLease(tx, name, this.instance, token))) {
          throw new LeaseLost(name);
        }
      },
    };
  }

  private holdsAll(): boolean {
    return [...this.wanted].every(([name, { isRequested }]) => !isRequested || this.holds(name));
  }

  /** Requests all wanted leases with one statement. */
  private async requestAll(): Promise<void> {
    this.noteLife();
    const names = this.leasesToRequest();
    try {
      const client = this.client ?? (await this.connect());
      const requestedAt = performance.now();
      const { instance, holder, milliseconds } = this;
      const leases = await requestLeases(client, names, { instance, holder, milliseconds });
      // The connection may have closed since the answer.
      if (this.client === client) {
        this.note(names, leases, requestedAt + milliseconds * (1 - marginShare));
      }
      this.reportLosses('warn');
    } catch (error) {
      await this.disconnect();
      this.reportLosses(isConnectionFailure(error) ? 'log' : 'warn');
      throw error;
    } finally {
      this.noteLife();
    }
  }

  /** All requested leases except those whose work has stalled: another instance may do better. */
  private leasesToRequest(): string[] {
    const isStalled = ({ loops }: Wanted): boolean => loops.some((loop) => loop.isStalled);
    return [...this.wanted]
      .filter(([, wanted]) => wanted.isRequested && !isStalled(wanted))
      .map(([name]) => name);
  }

  private note(names: string[], leases: GrantedLease[], heldUntil: number): void {
    for (const name of names) {
      const wanted = this.want(name);
      const lease = leases.find((one) => one.name === name);
      wanted.isAnswered = true;
      wanted.token = lease?.token;
      wanted.heldUntil = lease ? heldUntil : Number.NEGATIVE_INFINITY;
      if (lease && this.holds(name) && !wanted.isReported) {
        wanted.isReported = true;
        this.logger.log(acquiredText(lease));
        wanted.loops.forEach((loop) => loop.wake());
      }
    }
  }

  /** Lost with the connection: the database's outage is the one warning that an operator needs. */
  private reportLosses(level: 'log' | 'warn'): void {
    const lost = [...this.wanted].filter(([name, wanted]) => wanted.isReported && !this.holds(name));
    if (lost.length === 0 || this.isStopping) {
      return;
    }
    for (const [, wanted] of lost) {
      wanted.isReported = false;
    }
    const names = lost.map(([name]) => name).join(', ');
    this.logger[level](`lost the lease of ${names}: it was not renewed in time; another instance takes over`);
  }

  /** Detects by its own clock that this process was frozen. */
  private noteLife(): void {
    const now = performance.now();
    const silence = now - (this.livedAt ?? now);
    this.livedAt = now;
    if (silence > this.milliseconds) {
      this.logger.warn(
        `this process stood still for ${Math.round(silence / 1000)} s; another instance may have taken over its work`,
      );
    }
  }

  /** Releases the leases under which no loop is running here any more. */
  private async releaseIdle(): Promise<void> {
    const names = [...this.wanted]
      .filter(([, { token, loops }]) => token !== undefined && loops.every((loop) => loop.hasStopped))
      .map(([name]) => name);
    names.forEach((name) => this.wanted.delete(name));
    if (names.length > 0 && this.client) {
      // Best effort: they expire anyway.
      await releaseLeases(this.client, names, this.instance).catch(() => undefined);
    }
  }

  private async connect(): Promise<pg.Client> {
    const patience = this.milliseconds / connectionsPerLease;
    const client = new BoundedClient({
      connectionString: this.settings.url,
      connectionTimeoutMillis: patience,
      statement_timeout: patience,
      query_timeout: patience * 1.25,
    });
    const forget = (): void => {
      if (this.client === client) {
        this.client = undefined;
        // Other instances take over immediately from a holder whose session has ended.
        for (const wanted of this.wanted.values()) {
          wanted.heldUntil = Number.NEGATIVE_INFINITY;
        }
        this.loop.wake();
      }
    };
    client.on('error', forget);
    client.on('end', forget);
    await client.connect();
    this.client = client;
    return client;
  }

  private async disconnect(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }
}

function acquiredText({ name, formerHolder, isGone, expiredSecondsAgo }: GrantedLease): string {
  if (formerHolder === null) {
    return `this instance is now the leader for ${name}`;
  }
  const reason = isGone
    ? 'its connection to the database ended'
    : `its lease expired ${expiredSecondsAgo.toFixed(1)} s ago: it is frozen, stalled, or cut off from the database`;
  return `took over ${name} from ${formerHolder}: ${reason}`;
}
