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

describe('The HTTP server', () => {
  const running: Server[] = [];
  const opened: RawConnection[] = [];
  let asked: number;
  let answered: string[];
  let logged: string[];

  /**
   * Echoes the request body; `/never` never answers, `/stream` never ends, `/much` sends more than anything buffers, in
   * pieces, and `/much-at-once` sends as much in one write.
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
    { what: 'body', half: halfOfBody },
  ])('answers 408 when a request stops halfway through its $what', async ({ half }) => {
    const open = await start({ headersMilliseconds: 200, requestMilliseconds: 400 });
    const connection = await open();
    const answer = await connection.send(half).response();
    expect(answer).toMatchObject({ status: 408, body: problem('request-timeout') });
    await until('the connection is closed', () => connection.isClosed);
  });

  it('does not extend the time limit for a body that arrives byte by byte', async () => {
    const open = await start({ headersMilliseconds: 200, requestMilliseconds: 400 });
    const connection = await open();
    connection.send(halfOfBody.replace('10', '10000'));
    await until('the connection is closed', () => connection.send('x').isClosed);
    expect(connection.received).toEqual(problem('request-timeout'));
    expect(answered).toEqual([]);
  });

  it('closes a connection that sends nothing, without a response', async () => {
    const open = await start({ headersMilliseconds: 200, requestMilliseconds: 400 });
    const connection = await open();
    await until('the connection is closed', () => connection.isClosed);
    expect(connection.received).toBe('');
  });

  it('does not limit how long a response takes', async () => {
    const open = await start({
      headersMilliseconds: 100,
      requestMilliseconds: 200,
      slowReaderMilliseconds: 200,
    });
    const [waiting, stream, silent] = [await open(), await open(), await open()];
    waiting.send(get.replace('/', '/never'));
    stream.send(get.replace('/', '/stream'));
    await until('a silent connection is closed', () => silent.isClosed);
    const later = await open();
    await until('another silent connection is closed', () => later.isClosed);
    expect([waiting.isClosed, stream.isClosed]).toEqual([false, false]);
  });

  it('ends a connection whose reader stops reading', async () => {
    const open = await start({ slowReaderMilliseconds: 300 });
    const connection = await open();
    const stopped = connection.send(get.replace('/', '/much')).stopReading();
    await until('the slow reader is logged', () => logged.length > 0);
    expect(logged).toEqual([expect.stringContaining('too slowly')]);
    stopped.resume();
    await until('the connection is closed', () => connection.isClosed);
    expect(connection.received.length).toBeLessThan(50_000_000);
  });

  it.each(['/much', '/much-at-once'])(
    'keeps the connection of a slow reader that makes progress: %s',
    async (address) => {
      const open = await start({ slowReaderMilliseconds: 300, slowReaderBytes: 10_000 });
      const connection = await open();
      connection.send(get.replace('/', address)).stopReading();
      await until('everything is received', () => {
        // Reads for one turn of the event loop at a time.
        connection.resume();
        setImmediate(() => connection.stopReading());
        return connection.received.length > 50_000_000;
      });
      expect(connection.isClosed).toBe(false);
      expect(logged).toEqual([]);
    },
  );

  it('ends the oldest incomplete request of an address with too many connections, not a newer one', async () => {
    const open = await start({ connectionsPerAddress: 2 });
    const [first, second] = [await open(attacker), await open(attacker)];
    first.send(halfOfBody);
    await until('the first request has arrived', () => asked === 1);
    second.send(halfOfBody);
    await until('the second request has arrived', () => asked === 2);
    const third = await (await open(attacker)).send(get).response();
    expect(third.status).toBe(200);
    expect(await first.response()).toMatchObject({ status: 503, body: problem('too-many-connections') });
    expect(second.isClosed).toBe(false);
    second.send('of it!');
    expect((await second.response()).body).toBe('halfof it!');
    expect(logged).toEqual([
      expect.stringContaining(`${attacker} has 2 connections open (limit: CONNECTIONS_PER_ADDRESS)`),
    ]);
  });

  it('refuses a connection, and ignores its request, if all others of its address are being answered', async () => {
    const open = await start({ connectionsPerAddress: 2 });
    for (const connection of [await open(attacker), await open(attacker)]) {
      connection.send(get.replace('/', '/stream'));
      await connection.untilReceived('first');
    }
    const third = await (await open(attacker)).send(halfOfBody).send('of it!').response();
    expect(third).toMatchObject({ status: 503, body: problem('too-many-connections') });
    expect(third.headers.get('retry-after')).toBe('5');
    expect((await (await open()).send(get).response()).status).toBe(200);
    expect(answered).toEqual(['']);
  });

  it('does not apply the limit per address to a trusted proxy', async () => {
    const open = await start({ connectionsPerAddress: 2 });
    const connections = [await open(proxy), await open(proxy), await open(proxy)];
    for (const connection of connections) {
      expect((await connection.send(get).response()).status).toBe(200);
    }
    expect(logged).toEqual([]);
  });

  it('makes room for complete requests when it is full of incomplete ones', async () => {
    const open = await start({ connections: 20 });
    for (let number = 0; number < 60; number += 1) {
      (await open(attacker)).send(number % 2 === 0 ? halfOfHeaders : halfOfBody);
    }
    for (let number = 0; number < 5; number += 1) {
      expect((await (await open()).send(get).response()).status).toBe(200);
    }
    expect(opened.filter(({ isClosed }) => !isClosed).length).toBeLessThanOrEqual(25);
  });

  it('ends the oldest request without its body when too many wait for their bodies', async () => {
    const open = await start({ bodies: 2 });
    const connections = [await open(), await open(), await open()];
    for (const connection of connections) {
      connection.send(halfOfBody);
    }
    expect(await connections[0]?.response()).toMatchObject({
      status: 503,
      body: problem('too-many-connections'),
    });
    expect((await connections[2]?.send('of it!').response())?.body).toBe('halfof it!');
  });
});
