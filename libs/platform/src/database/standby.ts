import { Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { BackgroundLoop } from '../background-loop.js';
import { Gauge } from '../metrics.js';
import { reasonOf } from '../outage.js';
import { PooledReads, type ReadSource } from './read-source.js';

export interface StandbySettings {
  url: string;
  primaryUrl: string;
  /** A standby that is further behind is not read. */
  lagSeconds: number;
  connections: number;
  statementMilliseconds: number;
  /** For an instance that only reads: an old answer is better than none. PostgreSQL refuses every write as well. */
  onlyReads?: boolean;
}

interface Position {
  isInRecovery: boolean;
  /** Bytes of WAL: written, on a primary; replayed, on a standby. */
  bytes: number;
  cluster: string;
  startedAt: string;
}

interface Sample {
  /** When the primary was asked, by our own clock that only goes forward. */
  at: number;
  bytes: number;
}

// Ten looks within the allowed lag are enough to know it; more often than this is never needed.
const shortestLookMilliseconds = 250;
const longestLookMilliseconds = 1000;
const patienceMilliseconds = 1000;

const standbyLag = new Gauge({
  name: 'read_standby_lag_seconds',
  help: 'How far behind the primary the standby is known to be; -1 while it cannot be read',
});

/**
 * A hot standby to read from, watched from here. How far it is behind is found without writing anything and without
 * comparing the clocks of two machines: the primary is asked for its position in the WAL, and once the standby has
 * replayed up to there it has all that was committed by the time we asked. So a primary that has nothing to do is no lag,
 * and a standby that lost its primary is one as soon as something is written.
 */
export class Standby {
  readonly source: PooledReads;
  private readonly logger = new Logger('Standby');
  private readonly onStandby: PooledReads;
  private readonly onPrimary: PooledReads;
  private readonly loop: BackgroundLoop;
  private readonly bound: number;
  private samples: Sample[] = [];
  private isThere = false;
  private isPrimaryAway = false;
  private asOf = Number.NEGATIVE_INFINITY;
  private state = '';

  constructor(private readonly settings: StandbySettings) {
    this.bound = settings.lagSeconds * 1000;
    this.source = new PooledReads({ ...settings, connectMilliseconds: patienceMilliseconds });
    // Connections of their own: a look must not wait behind the queries that it decides about.
    this.onStandby = lookingAt(settings.url);
    this.onPrimary = lookingAt(settings.primaryUrl);
    this.loop = new BackgroundLoop({
      name: 'looking at the standby',
      idleMilliseconds: Math.min(
        longestLookMilliseconds,
        Math.max(shortestLookMilliseconds, this.bound / 10),
      ),
      work: async () => {
        await this.look();
        return false;
      },
    });
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await Promise.all([this.source.end(), this.onStandby.end(), this.onPrimary.end()]);
  }

  /** Whether it answers, and has all that was committed longer ago than the lag that is allowed. */
  mayBeRead(): boolean {
    return performance.now() - this.asOf <= this.bound;
  }

  /** The same, or it is all there is: the primary did not answer when it was last looked at, and the standby did. */
  isBest(): boolean {
    return this.mayBeRead() || (this.isThere && this.isPrimaryAway);
  }

  /** Keeps from reading it until the next look finds it well. */
  distrust(error: unknown): void {
    this.asOf = Number.NEGATIVE_INFINITY;
    this.isThere = false;
    this.say('is not read', `: ${reasonOf(error)}`);
  }

  private async look(): Promise<void> {
    try {
      const at = performance.now();
      const primary = await positionOf(this.onPrimary).catch(() => undefined);
      this.isPrimaryAway = primary === undefined;
      const standby = await positionOf(this.onStandby);
      if (primary) {
        requireCopy(primary, standby);
        this.samples.push({ at, bytes: primary.bytes });
      }
      this.isThere = true;
      this.noteReached(standby.bytes);
    } catch (error) {
      this.distrust(error);
    }
    standbyLag.set(this.mayBeRead() ? (performance.now() - this.asOf) / 1000 : -1);
  }

  private noteReached(bytes: number): void {
    const newest = this.samples.findLast((sample) => sample.bytes <= bytes);
    this.asOf = newest?.at ?? this.asOf;
    const oldest = performance.now() - this.bound;
    this.samples = this.samples.filter(({ at }) => at >= Math.max(this.asOf, oldest));
    if (this.mayBeRead()) {
      this.say('is read');
    } else if (this.settings.onlyReads && this.isBest()) {
      this.say('is read, however old it is', ': the primary does not answer');
    } else {
      this.say('is not read', ': it is too far behind the primary');
    }
  }

  /** Each change is one line; a reason in other words is no change. */
  private say(state: string, reason = ''): void {
    if (state !== this.state) {
      this.state = state;
      this.logger.log(`the standby ${state}${reason}`);
    }
  }
}

const lookingAt = (url: string): PooledReads =>
  new PooledReads({
    url,
    connections: 1,
    connectMilliseconds: patienceMilliseconds,
    statementMilliseconds: patienceMilliseconds,
  });

async function positionOf(server: ReadSource): Promise<Position> {
  const [position] = await server.query<Position>(
    `select pg_is_in_recovery() as "isInRecovery",
            (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
              - '0/0'::pg_lsn)::float8 as bytes,
            (select system_identifier::text from pg_control_system()) as cluster,
            pg_postmaster_start_time()::text as "startedAt"`,
  );
  if (!position) {
    throw new Error('it did not say where it is');
  }
  return position;
}

/** A server that goes its own way since it was promoted, or that was never a copy, holds something else. */
function requireCopy(primary: Position, standby: Position): void {
  const isTheSame = standby.startedAt === primary.startedAt;
  if (standby.cluster !== primary.cluster || !(standby.isInRecovery || isTheSame)) {
    throw new Error('READ_DATABASE_URL names a server that does not follow the one of DATABASE_URL');
  }
}
