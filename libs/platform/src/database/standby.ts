import { Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { BackgroundLoop } from '../background-loop.js';
import { Gauge } from '../metrics.js';
import { reasonOf } from '../outage.js';
import { PooledReads, type ReadSource } from './read-source.js';

interface StandbySettings {
  url: string;
  primaryUrl: string;
  /** The allowed lag: reads avoid a standby that lags more. */
  lagSeconds: number;
  connections: number;
  statementMilliseconds: number;
  /** True for a read-only instance: an old answer is better than none, and PostgreSQL rejects every write. */
  onlyReads?: boolean;
}

interface Position {
  isInRecovery: boolean;
  /** Bytes of WAL: written by a primary, or replayed by a standby. */
  bytes: number;
  cluster: string;
  startedAt: string;
}

interface Sample {
  /** When the primary was asked, by this process's monotonic clock. */
  at: number;
  bytes: number;
}

// Ten checks within the allowed lag are enough; checks closer together than this are never needed.
const shortestCheckMilliseconds = 250;
const longestCheckMilliseconds = 1000;
const patienceMilliseconds = 1000;

const standbyLag = new Gauge({
  name: 'read_standby_lag_seconds',
  help: 'Lag of the standby behind the primary in seconds; -1 while the standby is not used',
});

/**
 * A hot standby to read from, and its lag. The lag is measured without writing anything and without comparing the
 * clocks of two machines: this asks the primary for its WAL position, and once the standby has replayed up to there, it
 * has everything that was committed by that time. So an idle primary causes no lag, and a standby that lost its primary
 * lags as soon as something is written.
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
    // Separate connections: a check must not queue behind the queries that it decides about.
    this.onStandby = checksOf(settings.url);
    this.onPrimary = checksOf(settings.primaryUrl);
    this.loop = new BackgroundLoop({
      name: 'standby check',
      idleMilliseconds: Math.min(
        longestCheckMilliseconds,
        Math.max(shortestCheckMilliseconds, this.bound / 10),
      ),
      work: async () => {
        await this.check();
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

  /** Whether it answers and is within the allowed lag. */
  mayBeRead(): boolean {
    return performance.now() - this.asOf <= this.bound;
  }

  /** Whether it may be read, or is all there is: at the last check the primary did not answer and the standby did. */
  isBest(): boolean {
    return this.mayBeRead() || (this.isThere && this.isPrimaryAway);
  }

  /** Stops reading from it until the next check finds it healthy. */
  distrust(error: unknown): void {
    this.asOf = Number.NEGATIVE_INFINITY;
    this.isThere = false;
    this.report('not reading from the standby', `: ${reasonOf(error)}`);
  }

  private async check(): Promise<void> {
    try {
      const at = performance.now();
      const primary = await positionOf(this.onPrimary).catch(() => undefined);
      this.isPrimaryAway = primary === undefined;
      const standby = await positionOf(this.onStandby);
      if (primary) {
        requireStandbyOf(primary, standby);
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
      this.report('reading from the standby');
    } else if (this.settings.onlyReads && this.isBest()) {
      this.report('reading from the standby regardless of its lag', ': the primary does not answer');
    } else {
      this.report('not reading from the standby', ': it lags too far behind the primary');
    }
  }

  /** Logs each change of state once; another reason alone is not a change. */
  private report(state: string, reason = ''): void {
    if (state !== this.state) {
      this.state = state;
      this.logger.log(`${state}${reason}`);
    }
  }
}

const checksOf = (url: string): PooledReads =>
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
    throw new Error('it did not return its WAL position');
  }
  return position;
}

/** Throws for a server that was promoted, or that belongs to another cluster: it holds other data. */
function requireStandbyOf(primary: Position, standby: Position): void {
  const isTheSame = standby.startedAt === primary.startedAt;
  if (standby.cluster !== primary.cluster || !(standby.isInRecovery || isTheSame)) {
    throw new Error('READ_DATABASE_URL names a server that is not a standby of the one in DATABASE_URL');
  }
}
