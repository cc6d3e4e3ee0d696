import { Injectable } from '@nestjs/common';
import { networkOf } from '@ates/platform';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { attemptCounter } from './attempt-counter.js';

const hourSeconds = 60 * 60;

/** Entries an hour before only growing counts are recorded: of one network, and of all together. */
const entriesOfNetwork = 100;
const entriesOfAll = 2000;

/** What failed: signing in, or trying to while locked out. */
export type FailureKind = 'failed' | 'locked-out';

/**
 * Decides which failed attempts the security log gets, so that guessing cannot fill a disk (docs/adr/0055): of one
 * account and network the 1st, 2nd, 5th, 10th, 20th ... within an hour, and no more than a number from one network and
 * from all together. An account counts in the same way whether or not it exists.
 */
@Injectable()
export class FailureCounts {
  private readonly ofPlace: RateLimiterPostgres;
  private readonly ofNetwork: RateLimiterPostgres;
  private readonly ofAll: RateLimiterPostgres;

  constructor(dataSource: DataSource) {
    const counter = (keyPrefix: string): RateLimiterPostgres =>
      attemptCounter(dataSource, keyPrefix, entriesOfAll, hourSeconds);
    this.ofPlace = counter('failure-place');
    this.ofNetwork = counter('failure-network');
    this.ofAll = counter('failure-all');
  }

  /** Counts a failure; answers how many there were of this account and network within the hour, if that is to be recorded. */
  async note(kind: FailureKind, account: string, address: string): Promise<number | undefined> {
    const network = networkOf(address);
    const place = createHash('sha256').update(`${account}\n${network}`).digest('base64url');
    const count = await countOf(this.ofPlace, `${kind}.${place}`);
    if (!isGrowingCount(count)) {
      return undefined;
    }
    const ofNetwork = await countOf(this.ofNetwork, `${kind}.${network}`);
    const ofAll = await countOf(this.ofAll, kind);
    const isWithin =
      (ofNetwork <= entriesOfNetwork || isGrowingCount(ofNetwork)) &&
      (ofAll <= entriesOfAll || isGrowingCount(ofAll));
    return isWithin ? count : undefined;
  }
}

const countOf = async (counter: RateLimiterPostgres, key: string): Promise<number> =>
  (await counter.penalty(key)).consumedPoints;

/** 1, 2, 5, 10, 20, 50, 100 ... */
const isGrowingCount = (count: number): boolean => /^[125]0*$/.test(String(count));
