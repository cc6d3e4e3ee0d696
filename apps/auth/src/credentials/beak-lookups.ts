import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { AuthConfiguration } from '../config.js';

/** Lookup keys for beaks, which a device presents without naming the person (A4). */
@Injectable()
export class BeakLookups {
  constructor(private readonly configuration: AuthConfiguration) {}

  /** Deterministic for a beak, and impossible to compute without BEAK_SECRET. */
  of(beak: string): string {
    return createHmac('sha256', this.configuration.BEAK_SECRET).update(beak).digest('base64url');
  }
}
