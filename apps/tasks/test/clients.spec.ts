import { exchange, RawConnection } from '../../../test/support/raw-http.js';
import { OriginInFront } from './support/origin-in-front.js';
import { TasksService } from './support/tasks-service.js';

interface Client {
  what: string;
  version?: string;
  headers: string[];
}

// What monitors, proxies, scripts and old programs send.
const clients: Client[] = [
  { what: 'that sends only a Host header', headers: [] },
  { what: 'speaking HTTP/1.0 without a Host header', version: '1.0', headers: [] },
  { what: 'speaking HTTP/1.0 that asks for keep-alive', version: '1.0', headers: ['Connection: keep-alive'] },
  { what: 'like curl', headers: ['User-Agent: curl/8.5.0', 'Accept: */*'] },
  {
    what: 'like a browser',
    headers: ['Accept: text/html,*/*;q=0.8', 'Accept-Encoding: gzip, deflate, br, zstd'],
  },
  { what: 'that accepts only JSON', headers: ['Accept: application/json'] },
  { what: 'that refuses compression', headers: ['Accept-Encoding: identity'] },
  { what: 'that accepts anything', headers: ['Accept: */*', 'Accept-Encoding: *'] },
  { what: 'that refuses Brotli', headers: ['Accept-Encoding: br;q=0, gzip;q=0.5'] },
  { what: 'with an empty Accept-Encoding', headers: ['Accept-Encoding: '] },
  { what: 'that closes the connection', headers: ['Connection: close'] },
  {
    what: 'that keeps the connection alive',
    headers: ['Connection: Keep-Alive', 'Keep-Alive: timeout=5, max=1000'],
  },
  {
    what: 'that offers an upgrade to HTTP/2',
    headers: ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
  },
  { what: 'that offers an upgrade to TLS', headers: ['Connection: Upgrade', 'Upgrade: TLS/1.2'] },
  { what: 'that sends Expect: 100-continue', headers: ['Expect: 100-continue'] },
  { what: 'that accepts trailers', headers: ['Connection: TE', 'TE: trailers'] },
  {
    what: 'behind an old proxy',
    headers: ['Proxy-Connection: keep-alive', 'Via: 1.0 perch', 'X-Forwarded-For: unknown'],
  },
  {
    what: 'that lists forwarding headers as hop-by-hop',
    headers: ['Connection: close, X-Forwarded-For, X-Forwarded-Proto, Host'],
  },
  { what: 'that requests a byte range', headers: ['Range: bytes=0-3'] },
  {
    what: 'with a stale conditional request',
    headers: ['If-None-Match: "perch"', 'If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT'],
  },
  { what: 'with Content-Length: 0', headers: ['Content-Length: 0'] },
  { what: 'with a Content-Type but no body', headers: ['Content-Type: application/json'] },
];

const addressesOfOrigin = [
  '/',
  '/tasks',
  '/tasks/',
  '/people/0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10?a=1',
  '/assets/app-1.js',
  '/services',
  '/services/',
  '/services/style.css',
  '/health/live',
  '/health/ready',
  '/health/ready/',
  '/api/tasks/health/live',
  '/api/tasks/health/ready/',
];
const addressesOfService = ['/health/live', '/health/live/', '/health/ready', '/docs', '/docs-json'];

const written = (method: string, address: string, { version = '1.1', headers }: Client): string =>
  [
    `${method} ${address} HTTP/${version}`,
    ...(version === '1.0' ? [] : ['Host: ates.example']),
    ...headers,
    '',
    '',
  ].join('\r\n');

/** Returns the addresses that failed a client's GET or HEAD, each sent on its own connection. */
async function unanswered(url: string, addresses: string[], client: Client): Promise<string[]> {
  const asked = ['GET', 'HEAD'].flatMap((method) => addresses.map((address) => ({ method, address })));
  const answers = await Promise.all(
    asked.map(async ({ method, address }) => {
      const closing = client.headers.some((header) => header.startsWith('Connection:'))
        ? client
        : { ...client, headers: [...client.headers, 'Connection: close'] };
      const connection = await RawConnection.open(url);
      connection.send(written(method, address, closing));
      const answer = method === 'HEAD' ? await connection.responseHead() : await connection.response();
      connection.close();
      const isGood = answer.status === 200 || answer.status === 206;
      // Pages exist only as HTML, so a client that accepts only JSON gets a 404 problem there.
      const isRefusedPage =
        answer.status === 404 &&
        client.what === 'that accepts only JSON' &&
        /^\/(tasks|people)/.test(address) &&
        answer.headers.get('content-type')?.includes('problem+json');
      return isGood || isRefusedPage ? [] : [`${method} ${address}: ${answer.status}`];
    }),
  );
  return answers.flat();
}

describe('An HTTP client', () => {
  let tasks: TasksService;
  let origin: OriginInFront;

  beforeAll(async () => {
    tasks = await TasksService.start();
    origin = await OriginInFront.start(tasks);
  });

  afterAll(async () => {
    await origin.stop();
    await tasks.stop();
  });

  it.each(clients)('$what gets a response at each address of the origin', async (client) => {
    expect(await unanswered(origin.url, addressesOfOrigin, client)).toEqual([]);
  });

  it.each(clients)('$what gets a response from the service itself', async (client) => {
    expect(await unanswered(tasks.url, addressesOfService, client)).toEqual([]);
  });

  it('that sends an absolute URL as the request target gets the same response', async () => {
    for (const [url, address] of [
      [tasks.url, '/health/live'],
      [origin.url, '/api/tasks/health/live'],
    ] as const) {
      const answer = await exchange(
        url,
        written('GET', `http://ates.example${address}`, { what: '', headers: [] }),
      );
      expect(answer).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    }
  });

  it('that waits for 100 Continue before sending its body gets it, and its task is created', async () => {
    const author = await tasks.person('manager');
    await tasks.person('employee');
    const body = JSON.stringify({ description: 'Fix the perch' });
    for (const [url, prefix] of [
      [tasks.url, ''],
      [origin.url, '/api/tasks'],
    ] as const) {
      const connection = await RawConnection.open(url);
      const headers = [
        `Authorization: Bearer ${await tasks.peers.tokenOf(author)}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Expect: 100-continue',
      ];
      connection.send(written('POST', `${prefix}/tasks`, { what: '', headers }));
      await connection.untilReceived('HTTP/1.1 100 Continue\r\n\r\n');
      connection.clearReceived();
      const answer = await connection.send(body).response();
      connection.close();
      expect(answer.status).toBe(201);
    }
  });

  it('gets 206 for a byte range, 304 for a cached file, 416 and 412 for unmet conditions', async () => {
    const file = `${origin.url}/assets/app-1.js`;
    const part = await fetch(file, { headers: { range: 'bytes=0-4', 'accept-encoding': 'identity' } });
    expect([part.status, await part.text()]).toEqual([206, 'plain']);
    const etag = `If-None-Match: ${part.headers.get('etag')}`;
    const had = await exchange(
      origin.url,
      written('GET', '/assets/app-1.js', { what: '', headers: [etag, 'Connection: close'] }),
    );
    expect(had).toMatchObject({ status: 304, body: '' });
    const beyond = await fetch(file, { headers: { range: 'bytes=1000-', 'accept-encoding': 'identity' } });
    expect([beyond.status, await beyond.json()]).toMatchObject([
      416,
      { type: 'urn:ates:problem:range-not-satisfiable' },
    ]);
    const other = await fetch(file, { headers: { 'if-match': '"perch"' } });
    expect([other.status, await other.json()]).toMatchObject([
      412,
      { type: 'urn:ates:problem:precondition-failed' },
    ]);
  });

  it('that monitors the origin gets the readiness of the system', async () => {
    const ready = await fetch(`${origin.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', services: { tasks: 'ready' } }]);
  });
});
