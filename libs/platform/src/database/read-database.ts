import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Counter } from '../metrics.js';
import {
  isConnectionFailure,
  isDatabaseFailure,
  isTransientConflict,
  lacksRelation,
  tookTooLong,
} from './failures.js';
import { PooledReads, type ReadSource } from './read-source.js';
import { Standby } from './standby.js';

export const readSettings = Symbol('readSettings');

export interface ReadSettings {
  /** A hot standby of the database; without one, reads go to the primary. */
  url?: string;
  /** The allowed lag of the standby; 10 by default. */
  lagSeconds?: number;
  /** Connections to each server; 4 by default. */
  connections?: number;
  /** The time limit of a statement; 10,000 by default. */
  statementMilliseconds?: number;
}

export interface ResolvedReadSettings extends ReadSettings {
  primaryUrl: string;
  /**
   * True for a read-only instance: an old answer from the standby is better than none, and its connections cannot
   * write.
   */
  onlyReads?: boolean;
  /** The standby, if something else watches it too. */
  standby?: Standby | undefined;
}

/** The standby named by the settings, not watched yet. */
export const standbyOf = (settings: ResolvedReadSettings): Standby | undefined =>
  settings.url === undefined
    ? undefined
    : new Standby({
        ...settings,
        ...poolOf(settings),
        url: settings.url,
        lagSeconds: settings.lagSeconds ?? 10,
      });

const poolOf = ({
  connections = 4,
  statementMilliseconds = 10_000,
  onlyReads = false,
}: ResolvedReadSettings) => ({
  connections,
  statementMilliseconds,
  onlyReads,
});

/** Connections for heavy reads to each server, and so the number of heavy reads that run at a time. */
export const heavyConnections = 2;

const readsTotal = new Counter({
  name: 'reads_total',
  help: 'Reads that may lag a little, by the server that answered',
  labelNames: ['server'],
});

/**
 * The service's own database for heavy reads that may lag a little (N4, S8): the hot standby while it answers within
 * the allowed lag, else the primary. A few dedicated connections and a time limit for each statement ensure that such
 * reads never hold up writes, whichever server answers.
 */
@Injectable()
export class ReadDatabase implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly primary: PooledReads;
  private readonly heavyOnPrimary: PooledReads;
  private readonly heavyOnStandby: PooledReads | undefined;
  private readonly standby: Standby | undefined;

  constructor(@Inject(readSettings) private readonly settings: ResolvedReadSettings) {
    const { primaryUrl, url } = settings;
    const pool = poolOf(settings);
    this.primary = new PooledReads({ ...pool, url: primaryUrl, connectMilliseconds: 5000 });
    const heavyPool = { ...pool, connections: heavyConnections, connectMilliseconds: 5000 };
    this.heavyOnPrimary = new PooledReads({ ...heavyPool, url: primaryUrl });
    this.heavyOnStandby = url ? new PooledReads({ ...heavyPool, url }) : undefined;
    this.standby = settings.standby ?? standbyOf(settings);
  }

  onApplicationBootstrap(): void {
    this.standby?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.standby?.stop();
    await Promise.all([this.primary.end(), this.heavyOnPrimary.end(), this.heavyOnStandby?.end()]);
  }

  /** Whether there is a standby to read from. */
  get hasStandby(): boolean {
    return this.standby !== undefined;
  }

  /**
   * Runs `work` with all its statements on one server. If the standby fails, `work` runs again on the primary, except
   * after a statement timeout: the statement would take as long there.
   */
  read<Result>(work: (source: ReadSource) => Promise<Result>): Promise<Result> {
    return this.readFrom(this.standby?.source, this.primary, work);
  }

  /** Runs `work` on the primary, for reads that must not lag. */
  readPrimary<Result>(work: (source: ReadSource) => Promise<Result>): Promise<Result> {
    return work(this.primary);
  }

  /** Like `read`, over the connections for heavy reads, for `HeavyReads`; on the primary unless it `mayBeBehind`. */
  readHeavy<Result>(work: (source: ReadSource) => Promise<Result>, mayBeBehind: boolean): Promise<Result> {
    return this.readFrom(mayBeBehind ? this.heavyOnStandby : undefined, this.heavyOnPrimary, work);
  }

  private async readFrom<Result>(
    onStandby: ReadSource | undefined,
    onPrimary: ReadSource,
    work: (source: ReadSource) => Promise<Result>,
  ): Promise<Result> {
    if (onStandby && this.standby && this.mayRead(this.standby)) {
      try {
        const result = await work(onStandby);
        readsTotal.inc({ server: 'standby' });
        return result;
      } catch (error) {
        leaveStandby(this.standby, error);
      }
    }
    readsTotal.inc({ server: 'primary' });
    return this.settings.onlyReads && onStandby
      ? eitherOf(
          () => work(onPrimary),
          () => work(onStandby),
        )
      : work(onPrimary);
  }

  private mayRead(standby: Standby): boolean {
    return this.settings.onlyReads ? standby.isBest() : standby.mayBeRead();
  }
}

/**
 * Falls back to the second if the first has no connection; if both fail, throws the error of the first, the better
 * choice.
 */
async function eitherOf<Result>(
  first: () => Promise<Result>,
  second: () => Promise<Result>,
): Promise<Result> {
  try {
    return await first();
  } catch (error) {
    if (!isConnectionFailure(error)) {
      throw error;
    }
    return second().catch(() => {
      throw error;
    });
  }
}

/** Returns if the primary can do better; rethrows the error otherwise. */
function leaveStandby(standby: Standby, error: unknown): void {
  // A missing relation means that the standby has not replayed the latest migration yet.
  const isBetterThere = isDatabaseFailure(error) ? !tookTooLong(error) : lacksRelation(error);
  if (!isBetterThere) {
    throw error;
  }
  // The standby cancels a query that conflicts with its replay; that says nothing about the next query.
  if (!isTransientConflict(error)) {
    standby.distrust(error);
  }
}
