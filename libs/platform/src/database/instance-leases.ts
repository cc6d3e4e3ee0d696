import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
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
import { BoundedClient } from './bounded-client.js';
import { LeaseLost, underLease, type Lease } from './lease.js';
import { askForLeases, holdsLease, releaseLeases, type AskedLease } from './leases.queries.js';
import type { Transaction } from './transaction.js';

export const leaseSettings = Symbol('leaseSettings');

export interface LeaseSettings {
  /** The service's own database. */
  url: string;
  /** How long a lease is good for without a sign of life of its holder, in milliseconds; 8,000 when left out. */
  milliseconds?: number | undefined;
  /** This instance only reads (S9): it asks for no lease, and loops under one never start. */
  isOff?: boolean;
}

/** Background work that one instance of the service does at a time. */
export interface LeasedWork extends BackgroundWork {
  /** The name of the lease: who holds it does the work. Several loops may share one. */
  lease: string;
}

/** A lease that is wanted here, and what is known of it. */
interface Wanted {
  loops: BackgroundLoop[];
  /** Whether anything here has asked for it: a loop that never starts takes it from nobody. */
  isAskedFor: boolean;
  /** Whether the database has been asked for it yet. */
  isAnswered: boolean;
  /** Undefined while another instance has it. */
  token: string | undefined;
  /** By our own clock that only goes forward. */
  heldUntil: number;
  /** Whether it was logged last that it is held here. */
  isReported: boolean;
}

const usualMilliseconds = 8000;
// Nobody relies on the last part of a lease, should the clock of the database run faster than ours.
const marginShare = 1 / 16;
const renewalsPerLease = 4;
const looksPerLease = 8;
const connectionsPerLease = 4;
const goodbyeMilliseconds = 3000;

/**
 * What one instance of a service does at a time (S10): who holds the lease of it does it, the others stand by. A holder
 * renews its leases every two seconds, all of them by one statement. One that is frozen, cut off from the database or
 * stalled in the work itself does not, and another takes over when the lease expires, which the clock of the database
 * alone decides; one whose process ended is not waited for.
 *
 * A former holder does no harm. It stops relying on a lease, by its own clock and counted from before it asked, earlier
 * than anybody else can get it; transactions under a lease begin with a fence, which refuses an old token and keeps the
 * lease from being taken over until they end.
 */
@Injectable()
export class InstanceLeases implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(InstanceLeases.name);
  private readonly instance = randomUUID();
  private readonly holder = `${hostname()}, pid ${process.pid}`;
  private readonly milliseconds: number;
  private readonly wanted = new Map<string, Wanted>();
  private readonly asking = new SingleFlight(() => this.ask());
  private readonly loop: BackgroundLoop;
  private client: pg.Client | undefined;
  private livedAt: number | undefined;
  private isStopping = false;

  constructor(@Inject(leaseSettings) private readonly settings: LeaseSettings) {
    this.milliseconds = settings.milliseconds ?? usualMilliseconds;
    this.loop = new BackgroundLoop({
      name: 'leases',
      idleMilliseconds: () => this.milliseconds / (this.holdsAll() ? renewalsPerLease : looksPerLease),
      longestPauseMilliseconds: this.milliseconds / looksPerLease,
      work: async () => {
        await this.asking.answer();
        return false;
      },
    });
  }

  /** A loop whose work is done under a lease, and which rests while another instance holds that. */
  leasedLoop({ lease, work, ...rest }: LeasedWork): BackgroundLoop {
    const loop = new BackgroundLoop({
      ...rest,
      isOff: this.settings.isOff,
      work: async (signal, progress) => (await this.during(lease, () => work(signal, progress))) ?? false,
    });
    this.want(lease).loops.push(loop);
    return loop;
  }

  /** Runs `work` under a lease, and answers what it does; undefined, without running it, when another instance holds that. */
  async during<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> {
    const isHeld = await this.acquire(name);
    const token = this.wanted.get(name)?.token;
    return isHeld && token !== undefined ? underLease(this.leaseOf(name, token), work) : undefined;
  }

  /** True when this instance may rely on the lease, as far as it knows; asks nobody. */
  holds(name: string): boolean {
    const wanted = this.wanted.get(name);
    return wanted?.token !== undefined && performance.now() < wanted.heldUntil;
  }

  /**
   * True when this instance holds the lease, now or already before. The database is asked the first time; from then on
   * this instance looks by itself, and loops under the lease are woken once it is here.
   */
  async acquire(name: string): Promise<boolean> {
    if (this.settings.isOff) {
      return false;
    }
    const wanted = this.want(name);
    wanted.isAskedFor = true;
    if (!this.holds(name) && !wanted.isAnswered && !this.isStopping) {
      this.loop.start();
      await this.asking.answer();
    }
    return this.holds(name);
  }

  /** Stops what is done under leases, and lets others take over at once. What does not end soon is left to end. */
  async beforeApplicationShutdown(): Promise<void> {
    const loops = [...this.wanted.values()].flatMap((wanted) => wanted.loops);
    const stopped = Promise.all(loops.map((loop) => loop.stop()));
    await Promise.race([stopped, delay(goodbyeMilliseconds, undefined, { ref: false })]);
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
      isAskedFor: false,
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
      name,
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
    return [...this.wanted].every(([name, { isAskedFor }]) => !isAskedFor || this.holds(name));
  }

  /** Asks for all leases that are wanted here, by one statement. */
  private async ask(): Promise<void> {
    this.noteLife();
    const names = this.namesToAskFor();
    try {
      const client = this.client ?? (await this.connect());
      const askedAt = performance.now();
      const { instance, holder, milliseconds } = this;
      const leases = await askForLeases(client, names, { instance, holder, milliseconds });
      // The connection may have ended since it answered.
      if (this.client === client) {
        this.note(names, leases, askedAt + milliseconds * (1 - marginShare));
      }
    } catch (error) {
      await this.disconnect();
      throw error;
    } finally {
      this.noteLife();
      this.tellLosses();
    }
  }

  /** All, but those whose work stalls: another instance may do better. */
  private namesToAskFor(): string[] {
    const isStalled = ({ loops }: Wanted): boolean => loops.some((loop) => loop.isStalled);
    return [...this.wanted]
      .filter(([, wanted]) => wanted.isAskedFor && !isStalled(wanted))
      .map(([name]) => name);
  }

  private note(names: string[], leases: AskedLease[], heldUntil: number): void {
    for (const name of names) {
      const wanted = this.want(name);
      const lease = leases.find((one) => one.name === name);
      wanted.isAnswered = true;
      wanted.token = lease?.token;
      wanted.heldUntil = lease ? heldUntil : Number.NEGATIVE_INFINITY;
      if (lease && this.holds(name) && !wanted.isReported) {
        wanted.isReported = true;
        this.logger.log(wordsFor(lease));
        wanted.loops.forEach((loop) => loop.wake());
      }
    }
  }

  private tellLosses(): void {
    const lost = [...this.wanted].filter(([name, wanted]) => wanted.isReported && !this.holds(name));
    if (lost.length === 0 || this.isStopping) {
      return;
    }
    for (const [, wanted] of lost) {
      wanted.isReported = false;
    }
    const names = lost.map(([name]) => name).join(', ');
    this.logger.warn(`lost the lease of ${names}: it was not renewed in time; another instance takes over`);
  }

  /** A process that was frozen finds out from its own clock. */
  private noteLife(): void {
    const now = performance.now();
    const silence = now - (this.livedAt ?? now);
    this.livedAt = now;
    if (silence > this.milliseconds) {
      this.logger.warn(
        `this process stood still for ${Math.round(silence / 1000)} s; another instance may have taken over what it did`,
      );
    }
  }

  /** Gives back the leases under which nothing goes on here any more. */
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
        // Others do not wait for a holder whose session ended.
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

function wordsFor({ name, formerHolder, isGone, expiredSecondsAgo }: AskedLease): string {
  if (formerHolder === null) {
    return `this instance does ${name}`;
  }
  const reason = isGone
    ? 'its connection to the database ended'
    : `its lease expired ${expiredSecondsAgo.toFixed(1)} s ago: it is frozen, stalled, or cut off from the database`;
  return `took over ${name} from ${formerHolder}: ${reason}`;
}
