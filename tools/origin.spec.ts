import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { startOrigin } from './origin.mjs';
import { freePort } from './ports.mjs';

const host = '127.0.0.1';

async function listen(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const port = await freePort();
  const server = createServer(listener).listen(port, host);
  await once(server, 'listening');
  return { server, url: `http://${host}:${port}` };
}

describe('the origin', () => {
  let service: Server;
  let origin: { stop: () => Promise<unknown> };
  let url: string;
  let finishStream: (() => void) | undefined;

  beforeAll(async () => {
    const tasks = await listen((request, response) => {
      if (request.url === '/stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: first\n\n');
        finishStream = () => response.end();
        return;
      }
      response.end(JSON.stringify({ url: request.url, headers: request.headers }));
    });
    service = tasks.server;
    const port = await freePort();
    url = `http://${host}:${port}`;
    origin = await startOrigin({
      hosts: [host],
      port,
      publicUrl: 'http://localhost:4300',
      services: [
        { name: 'tasks', url: tasks.url },
        { name: 'finance', url: `http://${host}:${await freePort()}` },
      ],
      demoPeople: [['<polly>@ates.local', 'employee']],
      demoPassword: 'popug',
    });
  });

  afterAll(async () => {
    await origin.stop();
    service.close();
  });

  it('takes its prefix off and says who asked, whatever the client claims', async () => {
    const response = await fetch(`${url}/api/tasks/some/path?a=1`, {
      headers: { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https', forwarded: 'for=6.6.6.6' },
    });
    const seen: unknown = await response.json();
    expect(seen).toMatchObject({
      url: '/some/path?a=1',
      headers: {
        'x-forwarded-for': host,
        'x-forwarded-host': 'localhost:4300',
        'x-forwarded-proto': 'http',
      },
    });
    expect(JSON.stringify(seen)).not.toContain('6.6.6.6');
  });

  it('passes a stream on as it comes', async () => {
    const response = await fetch(`${url}/api/tasks/stream`);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toBe('data: first\n\n');
    finishStream?.();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('answers for a service that is away', async () => {
    const response = await fetch(`${url}/api/finance/accounting/balance`);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({
      type: 'urn:ates:problem:service-unavailable',
      status: 503,
    });
  });

  it('answers as a problem where there is nothing', async () => {
    const response = await fetch(`${url}/nothing/here`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'urn:ates:problem:not-found' });
  });

  it('sends a path that leads elsewhere nowhere', async () => {
    const response = await fetch(`${url}/api/tasks//example.com/`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: 'urn:ates:problem:invalid-request' });
  });

  it('shows which service is ready, loads nothing from elsewhere and runs no script', async () => {
    const response = await fetch(url);
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toMatch(/tasks<\/td><td><span class="up">/);
    expect(html).toMatch(/finance<\/td><td><span class="down">/);
    expect(html).toContain('&#60;polly&#62;@ates.local');
    expect(html).not.toMatch(/<script|https?:\/\//);
  });
});
