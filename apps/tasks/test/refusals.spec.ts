import { exchange, RawConnection } from '../../../test/support/raw-http.js';
import { until } from '../../../test/support/until.js';
import { OriginInFront } from './support/origin-in-front.js';
import { TasksService } from './support/tasks-service.js';

const head = (line: string, ...headers: string[]): string =>
  [line, 'Host: ates.example', ...headers, '', ''].join('\r\n');

interface Refused {
  what: string;
  request: (prefix: string) => string;
  status: number;
  code: string;
}

const json = 'Content-Type: application/json';

// Different layers reject these: Node's parser, our server, the router, the body parsers, Nest.
const refused: Refused[] = [
  {
    what: 'an invalid request line',
    request: () => 'PERCH\r\n\r\n',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'an unknown method',
    request: (prefix) => head(`PERCH ${prefix}/tasks HTTP/1.1`),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'a header without a colon',
    request: (prefix) => head(`GET ${prefix}/tasks HTTP/1.1`, 'perch'),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'a header with a control character',
    request: (prefix) => head(`GET ${prefix}/tasks HTTP/1.1`, 'X-Perch: \u0001'),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'no Host header',
    request: (prefix) => `GET ${prefix}/tasks HTTP/1.1\r\n\r\n`,
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'two Host headers',
    request: (prefix) => head(`GET ${prefix}/tasks HTTP/1.1`, 'Host: other.example'),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'two different Content-Length headers',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 2', 'Content-Length: 3') + '{}',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'both Content-Length and Transfer-Encoding',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 2', 'Transfer-Encoding: chunked') +
      '0\r\n\r\n',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'a chunk with an invalid length',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Transfer-Encoding: chunked') + 'perch\r\n',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'invalid percent-encoding',
    request: (prefix) => head(`GET ${prefix}/tasks/%zz HTTP/1.1`),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'percent-encoding that is not UTF-8',
    request: (prefix) => head(`GET ${prefix}/tasks/%c0%af HTTP/1.1`),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'an address that is not a path',
    request: (prefix) => head(`GET *${prefix}/tasks HTTP/1.1`),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'OPTIONS for the whole server',
    request: () => head('OPTIONS * HTTP/1.1'),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'an unknown address',
    request: (prefix) => head(`GET ${prefix}/perches HTTP/1.1`),
    status: 404,
    code: 'no-such-route',
  },
  {
    what: 'a method that the address does not support',
    request: (prefix) => head(`DELETE ${prefix}/tasks HTTP/1.1`),
    status: 405,
    code: 'method-not-allowed',
  },
  {
    what: 'a WebDAV method',
    request: (prefix) => head(`PROPFIND ${prefix}/tasks HTTP/1.1`),
    status: 405,
    code: 'method-not-allowed',
  },
  {
    what: 'TRACE',
    request: (prefix) => head(`TRACE ${prefix}/tasks HTTP/1.1`),
    status: 405,
    code: 'method-not-allowed',
  },
  {
    what: 'CONNECT',
    request: () => head('CONNECT example.org:443 HTTP/1.1'),
    status: 405,
    code: 'method-not-allowed',
  },
  {
    what: 'a body with a Content-Length over the limit',
    request: (prefix) => head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 100001'),
    status: 413,
    code: 'body-too-large',
  },
  {
    what: 'a chunked body over the limit',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Transfer-Encoding: chunked') +
      `186a1\r\n${' '.repeat(100_001)}\r\n0\r\n\r\n`,
    status: 413,
    code: 'body-too-large',
  },
  {
    what: 'a body over the limit announced with Expect: 100-continue',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 100001', 'Expect: 100-continue'),
    status: 413,
    code: 'body-too-large',
  },
  {
    what: 'an address of more than 8,000 bytes',
    request: (prefix) => head(`GET ${prefix}/tasks?text=${'x'.repeat(8000)} HTTP/1.1`),
    status: 414,
    code: 'address-too-long',
  },
  {
    what: 'an address beyond what the server reads',
    request: (prefix) => head(`GET ${prefix}/tasks?text=${'x'.repeat(20_000)} HTTP/1.1`),
    status: 414,
    code: 'address-too-long',
  },
  {
    what: 'an id of more than 100 characters',
    request: (prefix) => head(`GET ${prefix}/tasks/${'x'.repeat(101)} HTTP/1.1`),
    status: 414,
    code: 'address-too-long',
  },
  {
    what: 'a body that is not JSON',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, 'Content-Type: text/xml', 'Content-Length: 4') + '<a/>',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    what: 'an invalid Content-Type',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, 'Content-Type: perch', 'Content-Length: 2') + '{}',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    what: 'a body without a Content-Type',
    request: (prefix) => head(`POST ${prefix}/tasks HTTP/1.1`, 'Content-Length: 2') + '{}',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    what: 'malformed JSON',
    request: (prefix) => head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 1') + '{',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'an empty JSON body',
    request: (prefix) => head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 0'),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'an unknown expectation',
    request: (prefix) => head(`GET ${prefix}/tasks HTTP/1.1`, 'Expect: a perch'),
    status: 417,
    code: 'expectation-failed',
  },
  {
    what: 'headers of more than 16 kB',
    request: (prefix) => head(`GET ${prefix}/tasks HTTP/1.1`, `X-Perch: ${'x'.repeat(20_000)}`),
    status: 431,
    code: 'headers-too-large',
  },
  {
    what: 'an unsupported HTTP version',
    request: (prefix) => head(`GET ${prefix}/tasks HTTP/3.0`),
    status: 505,
    code: 'http-version-not-supported',
  },
  {
    what: 'an HTTP/2 preface',
    request: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    status: 505,
    code: 'http-version-not-supported',
  },
];

describe('Rejected requests', () => {
  let tasks: TasksService;
  let origin: OriginInFront;
  /** Both ways to reach the service: URL and path prefix. */
  let ways: Record<'the service' | 'the origin', { url: string; prefix: string }>;

  beforeAll(async () => {
    tasks = await TasksService.start();
    origin = await OriginInFront.start(tasks);
    ways = {
      'the service': { url: tasks.url, prefix: '' },
      'the origin': { url: origin.url, prefix: '/api/tasks' },
    };
  });

  afterAll(async () => {
    await origin.stop();
    await tasks.stop();
  });

  describe.each(['the service', 'the origin'] as const)('at %s', (way) => {
    it.each(refused)('get a problem document for $what: $status $code', async ({ request, status, code }) => {
      const { url, prefix } = ways[way];
      const answer = await exchange(url, request(prefix));
      expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
        status,
        type: 'application/problem+json; charset=utf-8',
      });
      expect(JSON.parse(answer.body)).toMatchObject({
        type: `urn:ates:problem:${code}`,
        title: expect.stringMatching(/^[A-Z]/),
        status,
        detail: expect.stringMatching(/\.$/),
      });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      if (status === 405) {
        expect(answer.headers.get('allow')).toContain('GET');
      }
    });

    it('get a problem document for a truncated body', async () => {
      const { url, prefix } = ways[way];
      const connection = await RawConnection.open(url);
      connection.send(head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 100') + '{}').end();
      const answer = await connection.response();
      expect(JSON.parse(answer.body)).toMatchObject({
        type: 'urn:ates:problem:malformed-request',
        status: 400,
      });
    });

    it('get one problem document for an unsupported expectation, whatever follows', async () => {
      const { url, prefix } = ways[way];
      const connection = await RawConnection.open(url);
      connection.send(
        `${head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Expect: a miracle')}{"description": "x"}`,
      );
      await until('the server closes the connection', () => connection.isClosed);
      expect(connection.received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 417']);
    });

    it('deliver the problem document to a client that sends far more than the limit', async () => {
      const { url, prefix } = ways[way];
      const answer = await fetch(`${url}${prefix}/tasks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ description: 'x'.repeat(5_000_000) }),
      });
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({ type: 'urn:ates:problem:body-too-large' });
    });
  });
});
