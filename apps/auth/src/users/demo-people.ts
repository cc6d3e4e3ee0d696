import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Role } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { asSystem, Clock, Database, type Transaction } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { Passwords } from '../credentials/passwords.js';
import { addUser } from './add-user.js';

const demoPassword = 'popug-4300';

const demoPeople: readonly { name: string; email: string; role: Role }[] = [
  { name: 'Ara', email: 'admin@ates.local', role: 'administrator' },
  { name: 'Captain Flint', email: 'manager@ates.local', role: 'manager' },
  { name: 'Alex', email: 'accountant@ates.local', role: 'accountant' },
  { name: 'Polly', email: 'polly@ates.local', role: 'employee' },
  { name: 'Kesha', email: 'kesha@ates.local', role: 'employee' },
  { name: 'Coco', email: 'coco@ates.local', role: 'employee' },
  { name: 'Jacquot', email: 'jacquot@ates.local', role: 'employee' },
  { name: 'Chatot', email: 'chatot@ates.local', role: 'employee' },
];

/** People for trying out the system, created at the first start if DEMO_PEOPLE is set and there are no people yet. */
@Injectable()
export class DemoPeople implements OnApplicationBootstrap {
  private readonly logger = new Logger(DemoPeople.name);

  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.configuration.DEMO_PEOPLE) {
      return;
    }
    const passwordHash = await this.passwords.hash(demoPassword);
    const areNew = await asSystem('demo people', () =>
      this.database.transaction((tx) => this.addWhenEmpty(tx, passwordHash)),
    );
    if (areNew) {
      this.logger.warn(`Created demo people with the publicly known password ${demoPassword}`);
    }
  }

  private async addWhenEmpty(tx: Transaction, passwordHash: string): Promise<boolean> {
    // When instances start together, the second waits here and then finds the first one's people.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('auth:demo-people', 0))`);
    const [first] = await tx.query<unknown[]>(`select 1 from users limit 1`);
    if (first !== undefined) {
      return false;
    }
    for (const { name, email, role } of demoPeople) {
      const person = { name, email, roles: [role], details: {}, passwordHash };
      await addUser(tx, this.outbox, person, this.clock.now());
    }
    return true;
  }
}
