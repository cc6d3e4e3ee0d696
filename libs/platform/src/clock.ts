import { Injectable } from '@nestjs/common';

/** The time, as an instant. Rules get it as data from whoever asked here. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
