import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Agent, request } from 'undici';
import { until } from '../../support/until.js';
import { http } from './http.js';
import type { Step } from './protocol.js';
import { WireProxy } from './proxy.js';

describe('A proxy in front of an HTTP server', () => {
  let server: Server;
  let proxy: WireProxy;
  // One connection, so that requests share it.
  const agent = new Agent({ connections: 1, pipelining: 1 });
  let handled: string[] = [];

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      void (async () => {
        let body = '';
        for await (const chunk of incoming) {
          body += String(chunk);
        }
        handled.push(`${incoming.method} ${incoming.url} ${body}`.trim());
        if (incoming.url === '/chunks') {
          response.write('one');
          response.write('two');
          response.end();
        } else if (incoming.url === '/nothing') {
          response.writeHead(204).end();
        } else if (incoming.url === '/missing') {
          response.writeHead(404, { 'content-length': 2 }).end('no');
        } else {
          response.end(`echo ${body}`);
        }
      })();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    proxy = await WireProxy.inFrontOf(`http://127.0.0.1:${port}`, http);
  });

  beforeEach(() => {
    handled = [];
  });

  afterAll(async () => {
    await agent.close();
    await proxy.stop();
    server.closeAllConnections();
    server.close();
  });

  const call = async (method: 'GET' | 'HEAD' | 'POST', path: string, body?: string): Promise<string> => {
    const response = await request(`${proxy.url}${path}`, { method, body, dispatcher: agent });
    return `${response.statusCode} ${await response.body.text()}`.trim();
  };

  it('knows requests and responses, whatever bodies they have', async () => {
    const steps: Step[] = [];
    const unwatch = proxy.watch((step) => steps.push(step));
    const large = 'x'.repeat(300_000);
    expect(await call('POST', '/echo', 'GET /fake HTTP/1.1\r\n\r\n')).toBe('200 echo GET /fake HTTP/1.1');
    expect(await call('POST', '/echo', large)).toBe(`200 echo ${large}`);
    expect(await call('GET', '/chunks')).toBe('200 onetwo');
    expect(await call('GET', '/nothing')).toBe('204');
    expect(await call('HEAD', '/echo')).toBe('200');
    expect(await call('GET', '/missing')).toBe('404 no');
    unwatch();
    expect(steps.map(({ moment, text, isGood }) => `${moment} ${text} ${isGood}`)).toEqual(
      ['POST /echo', 'POST /echo', 'GET /chunks', 'GET /nothing', 'HEAD /echo', 'GET /missing'].flatMap(
        (text) => [`before ${text} true`, `after ${text} ${text !== 'GET /missing'}`],
      ),
    );
  });

  it('loses a request that the server then never sees', async () => {
    const point = proxy.at({ moment: 'before', kind: 'request', text: /^POST \/echo/ }, () => 'close');
    await expect(call('POST', '/echo', 'lost')).rejects.toThrow();
    await point.hit;
    expect(handled).toEqual([]);
  });

  it('loses the response to a request that the server has handled', async () => {
    const point = proxy.at({ moment: 'after', kind: 'request', text: /^POST \/echo/ }, () => 'close');
    await expect(call('POST', '/echo', 'kept')).rejects.toThrow();
    await point.hit;
    expect(handled).toEqual(['POST /echo kept']);
  });

  it('holds a request until its hook decides', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isHeld = false;
    proxy.at({ moment: 'before', kind: 'request', text: /echo/ }, async () => {
      isHeld = true;
      await released;
      return 'pass' as const;
    });
    const answer = call('POST', '/echo', 'held');
    await until('it is held', () => isHeld);
    expect(handled).toEqual([]);
    release();
    expect(await answer).toBe('200 echo held');
  });

  it('counts the connections it turns away, and the messages that silence holds back', async () => {
    await call('POST', '/echo', 'before');
    proxy.turnAway();
    const whenClosed = proxy.harm;
    expect(whenClosed).toBeGreaterThan(0);
    await until('a new connection is turned away', async () => {
      await expect(call('POST', '/echo', 'turned away')).rejects.toThrow();
      return proxy.harm > whenClosed;
    });
    proxy.welcome();
    proxy.freeze();
    const whenSilent = proxy.harm;
    const held = call('POST', '/echo', 'held back');
    await until('the request is held back', () => proxy.harm > whenSilent);
    proxy.thaw();
    expect(await held).toBe('200 echo held back');
    expect(handled).not.toContain('POST /echo turned away');
  });
});
