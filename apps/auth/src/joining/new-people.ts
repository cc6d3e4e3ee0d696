import { Injectable } from '@nestjs/common';
import { Outbox } from '@ates/messaging';
import { Clock, type Transaction } from '@ates/platform';
import { addUser, type NewPerson } from '../users/add-user.js';
import type { User } from '../users/user.entity.js';

/** Adds new users and publishes their events (A6). */
@Injectable()
export class NewPeople {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Adds a person, dated now. Throws the Problems `email-taken` and `beak-taken`. */
  add(tx: Transaction, person: NewPerson): Promise<User> {
    return addUser(tx, this.outbox, person, this.clock.now());
  }
}
