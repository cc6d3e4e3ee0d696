import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Counter } from '../metrics.js';
import { isDatabaseFailure, isTransientConflict, lacksRelation, tookTooLong } from './failures.js';
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
}

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
  private readonly standby: Standby | undefined;

  constructor(@Inject(readSettings) settings: ResolvedReadSettings) {
    const { primaryUrl, url, lagSeconds = 10, connections = 4, statementMilliseconds = 10_000 } = settings;
    const pool = { connections, statementMilliseconds };
    this.primary = new PooledReads({ ...pool, url: primaryUrl, connectMilliseconds: 5000 });
    this.standby = url ? new Standby({ ...pool, url, primaryUrl, lagSeconds }) : undefined;
  }

  onApplicationBootstrap(): void {
    this.standby?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.standby?.stop();
    await this.primary.end();
  }

  /** Whether reads can go elsewhere than to the primary. */
  get hasStandby(): boolean {
    return this.standby !== undefined;
  }

  /**
   * Lets `work` read from one server, all its statements from the same. When the standby fails, `work` is done again on
   * the primary. A statement that took too long is not: it would take as long there.
   */
  async read<Result>(work: (source: ReadSource) => Promise<Result>): Promise<Result> {
    if (this.standby?.mayBeRead()) {
      try {
        const result = await work(this.standby.source);
        readsTotal.inc({ server: 'standby' });
        return result;
      } catch (error) {
        leaveStandby(this.standby, error);
      }
    }
    readsTotal.inc({ server: 'primary' });
    return work(this.primary);
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
