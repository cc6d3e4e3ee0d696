import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RawConnection } from '../../test/support/raw-http.js';
import { until } from '../../test/support/until.js';
import { startOrigin } from './origin.mjs';
import { freePort } from '../processes/ports.mjs';

const host = '127.0.0.1';

async function listen(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const port = await freePort();
  const server = createServer(listener).listen(port, host);
  await once(server, 'listening');
  return { server, url: `http://${host}:${port}` };
}

const html = { headers: { accept: 'text/html,*/*' } };

/** A minimal build of the web UI, enough for the origin. */
function builtWebUi(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ates-web-'));
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(
    path.join(folder, 'index.html'),
    '<meta content="__STYLE_NONCE__"><meta content="__ISSUER__">',
  );
  writeFileSync(path.join(folder, 'silent.html'), '<title>frame</title>');
  writeFileSync(path.join(folder, 'assets/app-1.js'), 'plain');
  writeFileSync(path.join(folder, 'assets/app-1.js.br'), 'compressed');
  writeFileSync(path.join(folder, 'feather.svg'), '<svg/>');
  return folder;
}

describe('The origin', () => {
  const web = builtWebUi();
  let service: Server;
  let stopOrigin: () => Promise<unknown>;
  let url: string;
  let away: string;
  let usual: Omit<Parameters<typeof startOrigin>[0], 'hosts' | 'port'>;
  const waiting: (() => void)[] = [];
  let finishStream: (() => void) | undefined;

  beforeAll(async () => {
    const tasks = await listen((request, response) => {
      if (request.url === '/stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: first\n\n');
        finishStream = () => response.end();
        return;
      }
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const answer = () =>
          response.end(JSON.stringify({ url: request.url, headers: request.headers, body }));
        if (request.url === '/wait') {
          waiting.push(answer);
        } else {
          answer();
        }
      });
    });
    service = tasks.server;
    away = `http://${host}:${await freePort()}`;
    usual = {
      publicUrl: 'http://localhost:4300',
      services: [
        { name: 'tasks', url: tasks.url },
        { name: 'finance', url: away },
      ],
      web,
      demoPeople: [['<polly>@ates.local', 'employee']],
      demoPassword: 'popug',
    };
    ({ url, stop: stopOrigin } = await start());
  });

  async function start(changes: Partial<typeof usual> = {}) {
    const port = await freePort();
    const { stop } = await startOrigin({ ...usual, ...changes, hosts: [host], port });
    return { url: `http://${host}:${port}`, stop };
  }

  afterAll(async () => {
    await stopOrigin();
    service.close();
    rmSync(web, { recursive: true });
  });

  it('gives each request its own id, for the service and the client, and ignores an id from the client', async () => {
    const ask = () => fetch(`${url}/api/tasks/some/path`, { headers: { 'x-request-id': 'mine' } });
    const answers = await Promise.all([ask(), ask()]);
    const ids = answers.map(({ headers }) => headers.get('x-request-id'));
    const seen = (await Promise.all(answers.map((answer) => answer.json()))) as {
      headers: Record<string, string>;
    }[];
    expect(seen.map(({ headers }) => headers['x-request-id'])).toEqual(ids);
    expect(new Set(['mine', ...ids]).size).toBe(3);
  });

  it("strips its prefix and forwards the real address, ignoring the client's forwarding headers", async () => {
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

  it.each([
    { from: '127.0.0.1', forwarded: '198.51.100.7', seen: '198.51.100.7' },
    { from: '127.0.0.1', forwarded: '6.6.6.6, 198.51.100.7, 127.0.0.1', seen: '198.51.100.7' },
    { from: '127.0.0.1', forwarded: '198.51.100.7:4711', seen: '198.51.100.7' },
    { from: '127.0.0.1', forwarded: '[2001:db8::7]:4711', seen: '2001:db8::7' },
    { from: '127.0.0.1', forwarded: 'unknown', seen: '127.0.0.1' },
    { from: '127.0.0.2', forwarded: '198.51.100.7', seen: '127.0.0.2' },
  ])('trusts only a configured proxy: $forwarded from $from is $seen', async ({ from, forwarded, seen }) => {
    const { url: proxied, stop } = await start({ proxies: '127.0.0.1' });
    const connection = await RawConnection.open(proxied, from);
    const lines = [
      'GET /api/tasks/x HTTP/1.1',
      'Host: a',
      `X-Forwarded-For: ${forwarded}`,
      'Connection: close',
      '',
      '',
    ];
    const { body } = await connection.send(lines.join('\r\n')).response();
    await stop();
    expect(body).toContain(`"x-forwarded-for":"${seen}"`);
    expect(body).not.toContain('6.6.6.6');
  });

  it('forwards a complete body unchanged, without hop-by-hop headers', async () => {
    const response = await fetch(`${url}/api/tasks/some/path`, {
      method: 'PUT',
      headers: { 'content-type': 'text/perch; charset=utf-8', te: 'trailers', 'x-perch': 'green' },
      body: '{ "as":"it is" }',
    });
    const seen = (await response.json()) as { body: string; headers: Record<string, string> };
    expect(seen).toMatchObject({
      body: '{ "as":"it is" }',
      headers: { 'content-type': 'text/perch; charset=utf-8', 'content-length': '16', 'x-perch': 'green' },
    });
    expect(seen.headers).not.toHaveProperty('te');
  });

  it('rejects writes over the concurrency limit with 503 server-busy, and recovers once some are done', async () => {
    const pending = Array.from({ length: 512 }, () =>
      fetch(`${url}/api/tasks/wait`, { method: 'POST', body: 'perch' }),
    );
    await until('all requests have arrived', () => waiting.length === 512);
    const refused = await fetch(`${url}/api/tasks/x`, { method: 'POST', body: 'perch' });
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
      503,
      '5',
      { type: 'urn:ates:problem:server-busy' },
    ]);
    expect((await fetch(`${url}/api/tasks/x`)).status).toBe(200);
    waiting.splice(0).forEach((answer) => answer());
    await Promise.all(pending);
    const accepted = await fetch(`${url}/api/tasks/x`, { method: 'POST', body: 'perch' });
    expect(accepted.status).toBe(200);
  });

  it('reports its own readiness and that of each service', async () => {
    const degraded = await fetch(`${url}/health/ready`);
    expect([degraded.status, await degraded.json()]).toEqual([
      200,
      { status: 'degraded', services: { tasks: 'ready', finance: 'not ready' } },
    ]);
    const { url: alone, stop } = await start({ services: [{ name: 'finance', url: away }] });
    const unready = await fetch(`${alone}/health/ready`);
    const live = await fetch(`${alone}/health/live`);
    await stop();
    expect([unready.status, await unready.json()]).toMatchObject([
      503,
      { type: 'urn:ates:problem:no-service-ready' },
    ]);
    expect([live.status, await live.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('forwards a stream without buffering', async () => {
    const response = await fetch(`${url}/api/tasks/stream`);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toBe('data: first\n\n');
    finishStream?.();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('returns 503 service-unavailable and Retry-After for a service that is down', async () => {
    const response = await fetch(`${url}/api/finance/accounting/balance`);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({
      type: 'urn:ates:problem:service-unavailable',
      status: 503,
    });
  });

  it('returns 404 no-such-route as a problem document for an unknown address', async () => {
    const response = await fetch(`${url}/api/nothing/here`, html);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'urn:ates:problem:no-such-route' });
  });

  it('rejects a path that would lead to another host with 400 malformed-request', async () => {
    const response = await fetch(`${url}/api/tasks//example.com/`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: 'urn:ates:problem:malformed-request' });
  });

  it('serves a status page of the services that runs no script and loads nothing from elsewhere', async () => {
    const response = await fetch(`${url}/services`);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toMatch(/tasks<\/td><td><span class="up">/);
    expect(page).toMatch(/finance<\/td><td><span class="down">/);
    expect(page).toContain('&#60;polly&#62;@ates.local');
    expect(page).not.toMatch(/<script|https?:\/\//);
  });

  it('serves the web UI at each of its addresses, with a unique nonce', async () => {
    const nonces = await Promise.all(
      ['/', '/tasks', '/tasks/0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10?a=1'].map(async (address) => {
        const response = await fetch(`${url}${address}`, html);
        const policy = response.headers.get('content-security-policy') ?? '';
        const nonce = /style-src 'self' 'nonce-([\w-]{22})'/.exec(policy)?.[1] ?? '';
        expect(await response.text()).toBe(
          `<meta content="${nonce}"><meta content="http://localhost:4300/api/auth/oidc">`,
        );
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("script-src 'self';");
        expect(policy).not.toContain('unsafe');
        expect(response.headers.get('x-frame-options')).toBe('DENY');
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(3);
  });

  it('answers the hidden sign-in frame with a page of its own, which is not found at its file name', async () => {
    expect(await (await fetch(`${url}/silent?code=1`, html)).text()).toBe('<title>frame</title>');
    expect(await (await fetch(`${url}/silent.html`, html)).text()).not.toContain('frame');
    expect((await fetch(`${url}/silent.html`)).status).toBe(404);
  });

  it('allows only the silent sign-in page to be framed, and only by our own pages', async () => {
    const frame = await fetch(`${url}/silent?code=1`, html);
    expect(frame.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    const page = await fetch(`${url}/silently`, html);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('serves precompressed files, and marks those with hashed names as immutable', async () => {
    const script = await fetch(`${url}/assets/app-1.js`, { headers: { 'accept-encoding': 'br' } });
    expect(script.headers.get('content-encoding')).toBe('br');
    expect(script.headers.get('cache-control')).toContain('immutable');
    await script.body?.cancel().catch(() => undefined);
    const picture = await fetch(`${url}/feather.svg`);
    expect(picture.headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['/assets/app-0.js', '/files.json', '/.sources', '/index.html.br'])(
    'returns 404 for %s',
    async (address) => {
      expect((await fetch(`${url}${address}`)).status).toBe(404);
    },
  );
});
