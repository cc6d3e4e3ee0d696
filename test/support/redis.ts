import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startRedis, type Redis } from '../../tools/servers/redis.mjs';

/** A private Redis that the test may stop, freeze and restart; its address stays the same. */
export class PrivateRedis {
  private constructor(
    private readonly directory: string,
    private server: Redis,
  ) {}

  static async start(): Promise<PrivateRedis> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-redis-'));
    return new PrivateRedis(directory, await startRedis({ directory }));
  }

  get url(): string {
    return this.server.url;
  }

  async restart(): Promise<void> {
    this.server = await startRedis({ directory: this.directory, port: this.server.port });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Freezes it: connections stay open but get no answer. */
  freeze(): void {
    process.kill(this.server.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.server.pid, 'SIGCONT');
  }

  async release(): Promise<void> {
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
