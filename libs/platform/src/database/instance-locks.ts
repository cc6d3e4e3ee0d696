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
  private client: Promise<pg.Client> | undefined;

  constructor(@Inject(databaseUrl) private readonly url: string) {}

  /** True when this instance holds the lock, now or already before. */
  async acquire(name: string): Promise<boolean> {
    const client = await this.connection();
    if (this.held.has(name)) {
      return true;
    }
    const { rows } = await client.query<{ acquired: boolean }>(
      `select pg_try_advisory_lock(hashtextextended($1, 0)) as acquired`,
      [name],
    );
    if (rows[0]?.acquired) {
      this.held.add(name);
      this.logger.log(`this instance does ${name}`);
    }
    return this.held.has(name);
  }

  async onApplicationShutdown(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.end();
  }

  private async connection(): Promise<pg.Client> {
    this.client ??= this.connect();
    try {
      return await this.client;
    } catch (error) {
      this.client = undefined;
      throw error;
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
    });
    const forget = (): void => {
      this.held.clear();
      this.client = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    await client.connect();
    return client;
  }
}
