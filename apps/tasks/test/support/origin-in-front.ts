import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startOrigin } from '../../../../tools/origin/origin.mjs';
import { freePort } from '../../../../tools/processes/ports.mjs';
import type { TasksService } from './tasks-service.js';

type OriginOptions = Parameters<typeof startOrigin>[0];

/** An origin in front of Tasks, with a web UI of one page and one file. */
export class OriginInFront {
  private constructor(
    readonly url: string,
    private readonly web: string,
    private readonly origin: { stop: () => Promise<unknown> },
  ) {}

  static async start(
    tasks: Pick<TasksService, 'url'>,
    options: Pick<OriginOptions, 'limits' | 'proxies'> = {},
  ): Promise<OriginInFront> {
    const web = mkdtempSync(path.join(tmpdir(), 'ates-web-'));
    mkdirSync(path.join(web, 'assets'));
    writeFileSync(path.join(web, 'index.html'), '<title>aTES</title>__STYLE_NONCE__');
    writeFileSync(path.join(web, 'silent.html'), '<title>aTES</title>');
    writeFileSync(path.join(web, 'assets/app-1.js'), 'plain text of a script');
    writeFileSync(path.join(web, 'assets/app-1.js.br'), 'compressed');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const origin = await startOrigin({
      hosts: ['127.0.0.1'],
      port,
      publicUrl: url,
      services: [{ name: 'tasks', url: tasks.url }],
      web,
      demoPeople: [],
      demoPassword: '',
      ...options,
    });
    return new OriginInFront(url, web, origin);
  }

  async stop(): Promise<void> {
    await this.origin.stop();
    rmSync(this.web, { recursive: true });
  }
}
