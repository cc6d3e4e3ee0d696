import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { AuthConfiguration } from '../config.js';

/** What a beak is found by, where a device shows it without saying whose it is (A4). */
@Injectable()
export class BeakLookups {
  constructor(private readonly configuration: AuthConfiguration) {}

  /** The same for the same beak, and not to be computed without BEAK_SECRET. */
  of(beak: string): string {
    return createHmac('sha256', this.configuration.BEAK_SECRET).update(beak).digest('base64url');
  }
}
