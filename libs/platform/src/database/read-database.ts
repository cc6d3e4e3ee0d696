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
  /** A hot standby of the database; without one the primary is read. */
  url?: string;
  /** How far behind the standby may be; 10 when left out. */
  lagSeconds?: number;
  /** Connections to each server; 4 when left out. */
  connections?: number;
  /** What a statement may take; 10,000 when left out. */
  statementMilliseconds?: number;
}

export interface ResolvedReadSettings extends ReadSettings {
  primaryUrl: string;
  /** This instance changes nothing: an old answer of the standby is better than none, and its connections cannot write. */
  onlyReads?: boolean;
  /** The standby, where somebody else looks at it too. */
  standby?: Standby | undefined;
}

/** The standby that the settings name, not looked at yet. */
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

/** Connections for heavy reads to each server: so many are done at a time. */
export const heavyConnections = 2;

const readsTotal = new Counter({
  name: 'reads_total',
  help: 'Reads that may be a little behind, by the server that answered',
  labelNames: ['server'],
});

/**
 * The service's own database for heavy reads that change nothing and may be a little behind (N4, S8): the hot standby
 * while it is there and less than the allowed lag behind, else the primary. Over a few connections of its own and with a
 * time for each statement, so that such reads never hold up what writes, whichever server answers.
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

  /** Whether reads can go elsewhere than to the primary. */
  get hasStandby(): boolean {
    return this.standby !== undefined;
  }

  /**
   * Lets `work` read from one server, all its statements from the same. When the standby fails, `work` is done again on
   * the primary. A statement that took too long is not: it would take as long there.
   */
  read<Result>(work: (source: ReadSource) => Promise<Result>): Promise<Result> {
    return this.readFrom(this.standby?.source, this.primary, work);
  }

  /** Lets `work` read what must not be behind: from the primary alone, whether there is a standby or not. */
  readPrimary<Result>(work: (source: ReadSource) => Promise<Result>): Promise<Result> {
    return work(this.primary);
  }

  /** The same as `read` over the connections for heavy reads, for `HeavyReads`; on the primary alone unless it `mayBeBehind`. */
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

/** The second where the first has no connection; then the error of the first, since it was the better choice. */
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

/** Goes on when the primary can do better; throws what is to be thrown. */
function leaveStandby(standby: Standby, error: unknown): void {
  // A table that is not there yet: the standby has not replayed the latest migration.
  const isBetterThere = isDatabaseFailure(error) ? !tookTooLong(error) : lacksRelation(error);
  if (!isBetterThere) {
    throw error;
  }
  // The standby ends a query that stands in the way of what it replays; that says nothing against the next one.
  if (!isTransientConflict(error)) {
    standby.distrust(error);
  }
}
