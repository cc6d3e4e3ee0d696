import { Controller, Get, Module } from '@nestjs/common';
import { connect, type Socket } from 'node:net';
import { createService } from '@ates/platform';
import { until } from '../../../test/support/until.js';

/** A promise that the test resolves. */
function signal(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

let [begun, release] = [signal(), signal()];

@Controller()
class SlowController {
  @Get('slow')
  async slow() {
    begun.resolve();
    await release.promise;
    return { done: true };
  }

  @Get('quick')
  quick() {
    return { done: true };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

/** A connection on which the test writes raw requests, and everything received over it. */
class Connection {
  received = '';
  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.received += chunk.toString();
    });
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Connection(socket);
  }

  write(text: string): void {
    this.socket.write(text);
  }

  close(): void {
    this.socket.destroy();
  }
}

describe('A stopping service', () => {
  it.each(['quick', 'nowhere', 'health/ready'])(
    'finishes the request in progress and rejects new ones with 503 service-stopping: /%s',
    async (path) => {
      [begun, release] = [signal(), signal()];
      const app = await createService(SlowModule, { name: 'slow', title: 'Slow', description: 'Slow' });
      await app.listen(0, '127.0.0.1');
      const port = Number(new URL(await app.getUrl()).port);
      const [slow, late] = [await Connection.open(port), await Connection.open(port)];
      slow.write('GET /slow HTTP/1.1\r\nhost: slow\r\n\r\n');
      // A request that has begun keeps its connection open when the service stops.
      late.write(`GET /${path} HTTP/1.1\r\nhost: slow\r\n`);
      await begun.promise;
      const closed = app.close();
      await until('the service accepts no new connections', () =>
        Connection.open(port).then(
          (connection) => {
            connection.close();
            return false;
          },
          () => true,
        ),
      );
      late.write('\r\n');
      await until('the late request is answered', () => late.received.includes('}'));
      const [head = '', body = ''] = late.received.split('\r\n\r\n');
      expect(head.toLowerCase()).toMatch(/^http\/1\.1 503 /);
      expect(head.toLowerCase().split('\r\n')).toEqual(
        expect.arrayContaining([
          'content-type: application/problem+json; charset=utf-8',
          'retry-after: 1',
          'connection: close',
          'x-content-type-options: nosniff',
        ]),
      );
      expect(JSON.parse(body)).toMatchObject({ type: 'urn:ates:problem:service-stopping', status: 503 });
      release.resolve();
      await until('the request in progress is answered', () => slow.received.includes('{"done":true}'));
      await closed;
      slow.close();
      late.close();
    },
  );
});
