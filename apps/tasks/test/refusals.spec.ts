import { exchange, RawConnection } from '../../../test/support/raw-http.js';
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

// Each is refused by something else: Node's parser, our server, the router, a parser of bodies, Nest.
const refused: Refused[] = [
  {
    what: 'a first line that is none',
    request: () => 'PERCH\r\n\r\n',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'a method that nobody knows',
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
    what: 'no Host',
    request: (prefix) => `GET ${prefix}/tasks HTTP/1.1\r\n\r\n`,
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'two Hosts',
    request: (prefix) => head(`GET ${prefix}/tasks HTTP/1.1`, 'Host: other.example'),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'two different lengths',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 2', 'Content-Length: 3') + '{}',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'a length and chunks',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 2', 'Transfer-Encoding: chunked') +
      '0\r\n\r\n',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'a chunk whose length is none',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Transfer-Encoding: chunked') + 'perch\r\n',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'bad percent-encoding',
    request: (prefix) => head(`GET ${prefix}/tasks/%zz HTTP/1.1`),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'percent-encoding that is no UTF-8',
    request: (prefix) => head(`GET ${prefix}/tasks/%c0%af HTTP/1.1`),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'an address where nothing is',
    request: (prefix) => head(`GET ${prefix}/perches HTTP/1.1`),
    status: 404,
    code: 'no-such-route',
  },
  {
    what: 'a method that the address does not take',
    request: (prefix) => head(`DELETE ${prefix}/tasks HTTP/1.1`),
    status: 405,
    code: 'method-not-allowed',
  },
  {
    what: 'a method of other protocols',
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
    what: 'a body that is said to be too large',
    request: (prefix) => head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 100001'),
    status: 413,
    code: 'body-too-large',
  },
  {
    what: 'a body that turns out to be too large',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Transfer-Encoding: chunked') +
      `186a1\r\n${' '.repeat(100_001)}\r\n0\r\n\r\n`,
    status: 413,
    code: 'body-too-large',
  },
  {
    what: 'a body that is too large, though the client would wait before sending it',
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
    what: 'an address of more than the server reads',
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
    what: 'a body of another kind than JSON',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, 'Content-Type: text/xml', 'Content-Length: 4') + '<a/>',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    what: 'a kind of body that is none',
    request: (prefix) =>
      head(`POST ${prefix}/tasks HTTP/1.1`, 'Content-Type: perch', 'Content-Length: 2') + '{}',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    what: 'a body of no kind',
    request: (prefix) => head(`POST ${prefix}/tasks HTTP/1.1`, 'Content-Length: 2') + '{}',
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    what: 'JSON that is none',
    request: (prefix) => head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 1') + '{',
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'JSON of no length',
    request: (prefix) => head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 0'),
    status: 400,
    code: 'malformed-request',
  },
  {
    what: 'an expectation that nobody knows',
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
    what: 'HTTP of another version',
    request: (prefix) => head(`GET ${prefix}/tasks HTTP/3.0`),
    status: 505,
    code: 'http-version-not-supported',
  },
  {
    what: 'HTTP/2 without asking',
    request: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    status: 505,
    code: 'http-version-not-supported',
  },
];

describe('Whatever a server refuses', () => {
  let tasks: TasksService;
  let origin: OriginInFront;
  /** Each way to the service: its address, and what comes before each path. */
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
    it.each(refused)('is a problem: $what, $status $code', async ({ request, status, code }) => {
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

    it('is a problem: a body that ends too early', async () => {
      const { url, prefix } = ways[way];
      const connection = await RawConnection.open(url);
      connection.send(head(`POST ${prefix}/tasks HTTP/1.1`, json, 'Content-Length: 100') + '{}').end();
      const answer = await connection.answer();
      expect(JSON.parse(answer.body)).toMatchObject({
        type: 'urn:ates:problem:malformed-request',
        status: 400,
      });
    });

    it('can be read by a client that sends much more than is taken', async () => {
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
