import { Injectable } from '@nestjs/common';
import { networkOf } from '@ates/platform';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { attemptCounter } from './attempt-counter.js';

const hourSeconds = 60 * 60;

/** Entries per hour, for one network and in total, after which only the 1st, 2nd, 5th, 10th ... failure is recorded. */
const entriesOfNetwork = 100;
const entriesOfAll = 2000;

/** What failed: a sign-in, or an attempt while locked out. */
export type FailureKind = 'failed' | 'locked-out';

/**
 * Decides which failed attempts go into the security log, so that guessing cannot fill the disk (docs/adr/0055): the
 * 1st, 2nd, 5th, 10th, 20th ... per account and network within an hour, up to a limit per network and in total. Unknown
 * accounts count like existing ones.
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

  /**
   * Counts a failure; returns the count of this account and network within the hour, or undefined if it is not to be
   * logged.
   */
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
