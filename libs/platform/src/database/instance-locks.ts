import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';

export const databaseUrl = Symbol('databaseUrl');

/**
 * Locks that one instance of a service holds at a time: whoever has `name` does the work, the others stand by and
 * take over when its connection ends. They live on one connection of their own, so they end with the process.
 */
@Injectable()
export class InstanceLocks implements OnApplicationShutdown {
  private readonly logger = new Logger(InstanceLocks.name);
  private readonly held = new Set<string>();
  private client: pg.Client | undefined;
  // One connection asks one question at a time; several loops ask.
  private lastQuestion: Promise<unknown> = Promise.resolve();

  constructor(@Inject(databaseUrl) private readonly url: string) {}

  /** True when this instance holds the lock, now or already before. */
  async acquire(name: string): Promise<boolean> {
    if (this.held.has(name)) {
      return true;
    }
    const answer = this.lastQuestion.then(() => this.ask(name));
    this.lastQuestion = answer.catch(() => undefined);
    return answer;
  }

  private async ask(name: string): Promise<boolean> {
    const client = this.client ?? (await this.connect());
    const { rows } = await client.query<{ acquired: boolean }>(
      `select pg_try_advisory_lock(hashtextextended($1, 0)) as acquired`,
      [name],
    );
    // The connection may have ended since it answered, and the lock with it.
    const isHeld = rows[0]?.acquired === true && this.client === client;
    if (isHeld && !this.held.has(name)) {
      this.held.add(name);
      this.logger.log(`this instance does ${name}`);
    }
    return isHeld;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.lastQuestion;
    await this.client?.end();
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
    });
    const forget = (): void => {
      if (this.client === client) {
        this.held.clear();
        this.client = undefined;
      }
    };
    client.on('error', forget);
    client.on('end', forget);
    await client.connect();
    this.client = client;
    return client;
  }
}
