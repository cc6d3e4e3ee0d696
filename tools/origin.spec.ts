import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startOrigin } from './origin.mjs';
import { freePort } from './ports.mjs';

const host = '127.0.0.1';

async function listen(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const port = await freePort();
  const server = createServer(listener).listen(port, host);
  await once(server, 'listening');
  return { server, url: `http://${host}:${port}` };
}

const html = { headers: { accept: 'text/html,*/*' } };

/** What a build of the web UI leaves, as far as the origin is concerned. */
function builtWebUi(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ates-web-'));
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(
    path.join(folder, 'index.html'),
    '<meta content="__STYLE_NONCE__"><meta content="__ISSUER__">',
  );
  writeFileSync(path.join(folder, 'assets/app-1.js'), 'plain');
  writeFileSync(path.join(folder, 'assets/app-1.js.br'), 'compressed');
  writeFileSync(path.join(folder, 'feather.svg'), '<svg/>');
  return folder;
}

describe('the origin', () => {
  const web = builtWebUi();
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
      web,
      demoPeople: [['<polly>@ates.local', 'employee']],
      demoPassword: 'popug',
    });
  });

  afterAll(async () => {
    await origin.stop();
    service.close();
    rmSync(web, { recursive: true });
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
    const response = await fetch(`${url}/api/nothing/here`, html);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'urn:ates:problem:not-found' });
  });

  it('sends a path that leads elsewhere nowhere', async () => {
    const response = await fetch(`${url}/api/tasks//example.com/`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: 'urn:ates:problem:invalid-request' });
  });

  it('shows which service is ready, loads nothing from elsewhere and runs no script', async () => {
    const response = await fetch(`${url}/services`);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toMatch(/tasks<\/td><td><span class="up">/);
    expect(page).toMatch(/finance<\/td><td><span class="down">/);
    expect(page).toContain('&#60;polly&#62;@ates.local');
    expect(page).not.toMatch(/<script|https?:\/\//);
  });

  it('answers with the web UI at each address of its own, with a nonce that is never used twice', async () => {
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

  it('lets the frame of a sign-in without questions stand in our own pages, and nothing else', async () => {
    const frame = await fetch(`${url}/silent?code=1`, html);
    expect(frame.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    const page = await fetch(`${url}/silently`, html);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('sends files compressed as they were built, for good where their name changes with them', async () => {
    const script = await fetch(`${url}/assets/app-1.js`, { headers: { 'accept-encoding': 'br' } });
    expect(script.headers.get('content-encoding')).toBe('br');
    expect(script.headers.get('cache-control')).toContain('immutable');
    await script.body?.cancel().catch(() => undefined);
    const picture = await fetch(`${url}/feather.svg`);
    expect(picture.headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['/assets/app-0.js', '/files.json', '/.sources', '/index.html.br'])(
    'has no %s',
    async (address) => {
      expect((await fetch(`${url}${address}`)).status).toBe(404);
    },
  );
});
