import fc from 'fast-check';
import type { WireRequest } from './sender.js';

/** How a request is damaged on its way: each takes its parts and returns the bytes to send, as Latin-1. */
type Damage = (head: string[], body: string) => string;

const joined = (head: string[], body: string): string => [...head, '', body].join('\r\n');

const withHeader =
  (...lines: string[]): Damage =>
  (head, body) =>
    joined([...head, ...lines], body);

const damages: Damage[] = [
  withHeader('Content-Length: 5', 'Content-Length: 6'),
  withHeader('Content-Length: -1'),
  withHeader('Content-Length: 1e3'),
  withHeader('Content-Length: 99999999999999999999'),
  withHeader('Content-Length: 3'),
  withHeader('Transfer-Encoding: chunked', 'Content-Length: 3'),
  withHeader('Transfer-Encoding: gzip'),
  withHeader('Transfer-Encoding: chunked, identity'),
  withHeader('Expect: 100-continue'),
  withHeader('Expect: a miracle'),
  withHeader(
    'Upgrade: h2c',
    'Connection: Upgrade, HTTP2-Settings',
    'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
  ),
  withHeader(
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: x',
    'Sec-WebSocket-Version: 13',
  ),
  withHeader('Host: other.example'),
  withHeader('X-Null: a\0b'),
  withHeader('X Space: a'),
  withHeader('X-Bare: a\nX-Injected: b'),
  withHeader(': no name'),
  withHeader('no colon'),
  withHeader(`X-Long: ${'x'.repeat(20_000)}`),
  withHeader(...Array.from({ length: 3000 }, (_, index) => `X-${index}: y`)),
  withHeader('Authorization: Bearer x', 'Authorization: Basic eDp5'),
  withHeader('Connection: close, Authorization'),
  (head, body) => joined([...head, 'Transfer-Encoding: chunked'], 'zz\r\nxx\r\n0\r\n\r\n' + body),
  (head) => joined([...head, 'Transfer-Encoding: chunked'], '5;x="\r\nhello\r\n0\r\nTrailer: x\r\n\r\n'),
  (head) => joined([...head, 'Transfer-Encoding: chunked'], 'ffffffffffffffff\r\nhello'),
  (head, body) => [...head, '', body].join('\n'),
  (head, body) => joined([...head, ' folded: line'], body),
  (head, body) =>
    joined(
      head.map((line, index) => (index === 0 ? line.replace('HTTP/1.1', 'HTTP/9.9') : line)),
      body,
    ),
  (head, body) =>
    joined(
      head.map((line, index) => (index === 0 ? line.replace('HTTP/1.1', 'HTTP/1.0') : line)),
      body,
    ),
  (head, body) =>
    joined(
      head.map((line, index) => (index === 0 ? line.replace(' ', '  ') : line)),
      body,
    ),
  (head, body) =>
    joined(
      head.map((line, index) => (index === 0 ? line.replace('/', 'http://evil.example/') : line)),
      body,
    ),
  (head, body) =>
    joined(
      head.map((line, index) => (index === 0 ? line.replace('/', '*') : line)),
      body,
    ),
  (head, body) =>
    joined(
      head.filter((_, index) => index !== 1),
      body,
    ),
  (head) => head.join('\r\n').slice(0, 40),
  (head, body) => joined([`PERCH ${head[0]?.split(' ')[1] ?? '/'} HTTP/1.1`, ...head.slice(1)], body),
  (head, body) => joined([`TRACE ${head[0]?.split(' ')[1] ?? '/'} HTTP/1.1`, ...head.slice(1)], body),
  () => 'CONNECT 127.0.0.1:5432 HTTP/1.1\r\nHost: x\r\n\r\n',
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  () => '\r\n\r\n\r\n',
];

/** A damage by its number, so that a report can name it. */
export const damageNumbers = fc.nat(damages.length - 1);

/** The bytes of a request after a damage. */
export function damaged({ method, target, headers, body }: WireRequest, number: number): string {
  const head = [
    `${method} ${target} HTTP/1.1`,
    'Host: ates.example',
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return damages[number]?.(head, body?.bytes.toString('latin1') ?? '') ?? '';
}
