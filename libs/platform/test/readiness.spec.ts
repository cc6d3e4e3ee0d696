import { Logger, type LoggerService } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { register } from 'prom-client';
import { BackgroundLoop, createService, DatabaseModule, OperationModule } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';

process.env['LOG_LEVEL'] = 'error';

class ServiceModule {}

describe('Readiness (S10)', () => {
  let testDatabase: TestDatabase;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    testDatabase = await createTestDatabase('platform');
    const module = {
      module: ServiceModule,
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({ url: testDatabase.url, entities: [], migrations: [] }),
        OperationModule,
      ],
    };
    app = await createService(module, { name: 'test', title: 'Test', description: 'A service in a test' });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(async () => {
    await app.close();
    await testDatabase.drop();
  });

  const ready = async (): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${await app.getUrl()}/health/ready`);
    return { status: response.status, body: await response.json() };
  };

  describe('while background work has stalled', () => {
    const lines: string[] = [];
    // The context comes last.
    const note = (message: unknown, ...rest: unknown[]): void => {
      lines.push(`${String(rest.at(-1))} ${String(message)}`);
    };
    const collecting: LoggerService = { log: note, warn: note, error: note };

    beforeAll(() => Logger.overrideLogger(collecting));
    afterAll(() => Logger.overrideLogger(['error']));

    it('names the work until it continues; the log reports both once, and a gauge shows for how long', async () => {
      let unblock: () => void = () => undefined;
      const stuck = new Promise<void>((resolve) => {
        unblock = resolve;
      });
      const loop = new BackgroundLoop({
        name: 'writing to a hung disk',
        idleMilliseconds: 50,
        stalledAfterMilliseconds: 300,
        work: async () => {
          await stuck;
          return false;
        },
      });
      loop.start();
      const notReady = await until('the service is not ready', async () => {
        const answer = await ready();
        return answer.status === 503 ? answer : undefined;
      });
      expect(notReady).toMatchObject({
        body: {
          type: 'urn:ates:problem:work-stalled',
          detail: expect.stringContaining('writing to a hung disk'),
        },
      });
      await until('the stall is logged', () => lines.some((line) => line.includes('has made no progress')));
      expect(await register.getSingleMetricAsString('stalled_work_seconds')).toContain(
        'work="writing to a hung disk"',
      );
      await until('the gauge shows at least two seconds', async () =>
        /work="writing to a hung disk"\} [2-9]/.test(
          await register.getSingleMetricAsString('stalled_work_seconds'),
        ),
      );
      unblock();
      await until('the service is ready again', async () => (await ready()).status === 200);
      await loop.stop();
      const ofLoop = lines.filter((line) => line.startsWith('writing to a hung disk'));
      expect(ofLoop).toEqual([
        expect.stringContaining('has made no progress for'),
        expect.stringContaining('continues after'),
      ]);
    });

    it('is not affected by long work that makes progress', async () => {
      let turns = 0;
      const stopping = new AbortController();
      const loop = new BackgroundLoop({
        name: 'long work',
        idleMilliseconds: 50,
        stalledAfterMilliseconds: 1000,
        work: async (_signal, progress) => {
          const startedAt = performance.now();
          while (performance.now() - startedAt < 2500 && !stopping.signal.aborted) {
            await ready();
            progress();
          }
          turns += 1;
          return false;
        },
      });
      loop.start();
      const answers: number[] = [];
      await until('a turn has finished', async () => {
        answers.push((await ready()).status);
        return turns > 0;
      });
      stopping.abort();
      await loop.stop();
      expect(new Set(answers)).toEqual(new Set([200]));
    });
  });
});
