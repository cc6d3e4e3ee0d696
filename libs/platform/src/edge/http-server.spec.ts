import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { RawConnection } from '../../../../test/support/raw-http.js';
import { until } from '../../../../test/support/until.js';
import { serverOptions, usualLimits, type ServerLimits } from './http-server.mjs';
import { trustedProxies } from './trusted-proxies.mjs';

const attacker = '127.0.0.2';
const proxy = '127.0.0.3';
const get = 'GET / HTTP/1.1\r\nHost: ates.example\r\n\r\n';
const halfOfHeaders = 'GET / HTTP/1.1\r\nHost: ates.exa';
const halfOfBody = 'POST / HTTP/1.1\r\nHost: ates.example\r\nContent-Length: 10\r\n\r\nhalf';

describe('Our HTTP server', () => {
  const running: Server[] = [];
  const opened: RawConnection[] = [];
  let asked: number;
  let answered: string[];
  let logged: string[];

  /**
   * Answers with what was sent; `/never` never, `/stream` without end, `/much` with more than anybody buffers, in pieces,
   * and `/much-at-once` with as much in one.
   */
  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/never') {
      return;
    }
    if (request.url === '/stream') {
      response.write('data: first\n\n');
      return;
    }
    if (request.url === '/much') {
      Readable.from(Array.from({ length: 1000 }, () => Buffer.alloc(50_000))).pipe(response);
      return;
    }
    if (request.url === '/much-at-once') {
      response.end(Buffer.alloc(50_000_000));
      return;
    }
    asked += 1;
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      answered.push(body);
      response.writeHead(200, { 'content-length': body.length }).end(body);
    });
  };

  async function start(limits: Partial<ServerLimits>): Promise<(from?: string) => Promise<RawConnection>> {
    const options = serverOptions({
      limits: { ...usualLimits, ...limits },
      isProxy: trustedProxies(proxy),
      log: (line) => logged.push(line),
      keepAliveMilliseconds: 5000,
    });
    const server = options.serverFactory(handler);
    server.on('clientError', options.clientErrorHandler);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    running.push(server);
    const { port } = server.address() as AddressInfo;
    return async (from) => {
      const connection = await RawConnection.open(`http://127.0.0.1:${port}`, from);
      opened.push(connection);
      return connection;
    };
  }

  beforeEach(() => {
    asked = 0;
    answered = [];
    logged = [];
  });

  afterEach(() => {
    opened.splice(0).forEach((connection) => connection.close());
    for (const server of running.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  const problem = (code: string): unknown => expect.stringContaining(`"type":"urn:ates:problem:${code}"`);

  it.each([
    { what: 'headers', half: halfOfHeaders },
    { what: 'a body', half: halfOfBody },
  ])('waits for $what so long and no longer', async ({ half }) => {
    const open = await start({ headersMilliseconds: 200, requestMilliseconds: 400 });
    const connection = await open();
    const answer = await connection.send(half).answer();
    expect(answer).toMatchObject({ status: 408, body: problem('request-timeout') });
    await until('it is closed', () => connection.isClosed);
  });

  it('waits no longer for what comes a byte at a time', async () => {
    const open = await start({ headersMilliseconds: 200, requestMilliseconds: 400 });
    const connection = await open();
    connection.send(halfOfBody.replace('10', '10000'));
    await until('it is closed', () => connection.send('x').isClosed);
    expect(connection.received).toEqual(problem('request-timeout'));
    expect(answered).toEqual([]);
  });

  it('closes a connection on which nothing comes, and says nothing', async () => {
    const open = await start({ headersMilliseconds: 200, requestMilliseconds: 400 });
    const connection = await open();
    await until('it is closed', () => connection.isClosed);
    expect(connection.received).toBe('');
  });

  it('lets an answer take as long as it needs', async () => {
    const open = await start({
      headersMilliseconds: 100,
      requestMilliseconds: 200,
      slowReaderMilliseconds: 200,
    });
    const [waiting, stream, silent] = [await open(), await open(), await open()];
    waiting.send(get.replace('/', '/never'));
    stream.send(get.replace('/', '/stream'));
    await until('a connection is closed that says nothing', () => silent.isClosed);
    const later = await open();
    await until('another one is', () => later.isClosed);
    expect([waiting.isClosed, stream.isClosed]).toEqual([false, false]);
  });

  it('ends a connection whose reader takes nothing', async () => {
    const open = await start({ slowReaderMilliseconds: 300 });
    const connection = await open();
    const stopped = connection.send(get.replace('/', '/much')).stopReading();
    await until('it is logged', () => logged.length > 0);
    expect(logged).toEqual([expect.stringContaining('too slowly')]);
    stopped.resume();
    await until('it is closed', () => connection.isClosed);
    expect(connection.received.length).toBeLessThan(50_000_000);
  });

  it.each(['/much', '/much-at-once'])('lets a reader go on that takes its time: %s', async (address) => {
    const open = await start({ slowReaderMilliseconds: 300, slowReaderBytes: 10_000 });
    const connection = await open();
    connection.send(get.replace('/', address)).stopReading();
    await until('all is there', () => {
      // A turn of the event loop at a time.
      connection.resume();
      setImmediate(() => connection.stopReading());
      return connection.received.length > 50_000_000;
    });
    expect(connection.isClosed).toBe(false);
    expect(logged).toEqual([]);
  });

  it('ends the oldest unfinished request of an address that has too many connections, not a newer one', async () => {
    const open = await start({ connectionsPerAddress: 2 });
    const [first, second] = [await open(attacker), await open(attacker)];
    first.send(halfOfBody);
    await until('the first has come', () => asked === 1);
    second.send(halfOfBody);
    await until('the second has come', () => asked === 2);
    const third = await (await open(attacker)).send(get).answer();
    expect(third.status).toBe(200);
    expect(await first.answer()).toMatchObject({ status: 503, body: problem('too-many-connections') });
    expect(second.isClosed).toBe(false);
    second.send('of it!');
    expect((await second.answer()).body).toBe('halfof it!');
    expect(logged).toEqual([
      expect.stringContaining(`${attacker} has 2 connections open (limit: CONNECTIONS_PER_ADDRESS)`),
    ]);
  });

  it('refuses a connection of an address when all it has are being answered, and does nothing that it asks', async () => {
    const open = await start({ connectionsPerAddress: 2 });
    for (const connection of [await open(attacker), await open(attacker)]) {
      connection.send(get.replace('/', '/stream'));
      await connection.hears('first');
    }
    const third = await (await open(attacker)).send(halfOfBody).send('of it!').answer();
    expect(third).toMatchObject({ status: 503, body: problem('too-many-connections') });
    expect(third.headers.get('retry-after')).toBe('5');
    expect((await (await open()).send(get).answer()).status).toBe(200);
    expect(answered).toEqual(['']);
  });

  it('does not count the connections of a proxy together', async () => {
    const open = await start({ connectionsPerAddress: 2 });
    const connections = [await open(proxy), await open(proxy), await open(proxy)];
    for (const connection of connections) {
      expect((await connection.send(get).answer()).status).toBe(200);
    }
    expect(logged).toEqual([]);
  });

  it('makes room for others when it is full of halves', async () => {
    const open = await start({ connections: 20 });
    for (let number = 0; number < 60; number += 1) {
      (await open(attacker)).send(number % 2 === 0 ? halfOfHeaders : halfOfBody);
    }
    for (let number = 0; number < 5; number += 1) {
      expect((await (await open()).send(get).answer()).status).toBe(200);
    }
    expect(opened.filter(({ isClosed }) => !isClosed).length).toBeLessThanOrEqual(25);
  });

  it('keeps so many bodies that have not come, and no more', async () => {
    const open = await start({ bodies: 2 });
    const connections = [await open(), await open(), await open()];
    for (const connection of connections) {
      connection.send(halfOfBody);
    }
    expect(await connections[0]?.answer()).toMatchObject({
      status: 503,
      body: problem('too-many-connections'),
    });
    expect((await connections[2]?.send('of it!').answer())?.body).toBe('halfof it!');
  });
});
