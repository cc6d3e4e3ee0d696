import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { OriginInFront } from '../apps/tasks/test/support/origin-in-front.js';
import { exchange, RawConnection } from './support/raw-http.js';
import { System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';

const places = ['auth', 'tasks', 'finance', 'origin'] as const;

type Place = (typeof places)[number];

/** An operation with a body at each service, and through the origin. */
const writes: Record<Place, string> = {
  auth: '/users',
  tasks: '/tasks',
  finance: '/reconciliation/runs',
  origin: '/api/tasks/tasks',
};

/** A list at each service. */
const lists: Record<ServiceName, string> = {
  auth: '/users',
  tasks: '/tasks',
  finance: '/accounting/accounts',
};

const bomb = Buffer.from(JSON.stringify({ description: 'x'.repeat(20_000_000) }));

describe('Limits are the same at every service and at the origin', () => {
  let system: System;
  let origin: OriginInFront;
  const urls = new Map<Place, string>();

  beforeAll(async () => {
    system = await System.shared();
    origin = await OriginInFront.start(system.services.tasks);
    Object.values(system.services).forEach(({ name, url }) => urls.set(name, url));
    urls.set('origin', origin.url);
  });

  afterAll(() => origin.stop());

  const urlOf = (place: Place): string => urls.get(place) ?? '';

  const send = async (place: Place, body: string | Buffer, headers: Record<string, string> = {}) => {
    const token = await system.tokenOf('admin@ates.local');
    return fetch(`${urlOf(place)}${writes[place]}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: new Uint8Array(Buffer.from(body)),
    });
  };

  const problemOf = async (response: Response) => [
    response.status,
    ((await response.json()) as { type: string }).type,
  ];

  it.each(places)('a body of more than 100 kB gets 413: %s', async (place) => {
    expect(await problemOf(await send(place, `{"description":"${'x'.repeat(100_000)}"}`))).toEqual([
      413,
      'urn:ates:problem:body-too-large',
    ]);
  });

  it.each(places)('headers of more than 16 kB get 431: %s', async (place) => {
    const answer = await exchange(
      urlOf(place),
      `GET ${writes[place]} HTTP/1.1\r\nHost: x\r\nX-Perch: ${'x'.repeat(17_000)}\r\n\r\n`,
    );
    expect(answer.status).toBe(431);
  });

  it.each(places)('JSON nested 40,000 deep gets a problem, not an error: %s', async (place) => {
    for (const text of [
      '['.repeat(40_000) + ']'.repeat(40_000),
      '{"a":'.repeat(15_000) + '1' + '}'.repeat(15_000),
    ]) {
      expect((await problemOf(await send(place, text)))[0]).toBe(400);
    }
  });

  it.each(places)('a compressed body is not unpacked, however small it is: %s', async (place) => {
    for (const [encoding, bytes] of [
      ['gzip', gzipSync(bomb)],
      ['deflate', deflateSync(bomb)],
      ['br', brotliCompressSync(bomb)],
    ] as const) {
      expect(bytes.length).toBeLessThan(100_000);
      const before = performance.now();
      const [status] = await problemOf(await send(place, bytes, { 'content-encoding': encoding }));
      expect([400, 415]).toContain(status);
      expect(performance.now() - before).toBeLessThan(10_000);
    }
  });

  it.each(Object.keys(lists) as ServiceName[])('a page has at most 200 rows: %s', async (service) => {
    const api = await system.as('admin@ates.local', service);
    for (const limit of ['201', '1e9', '-1', '0', 'all']) {
      expect(await api.get(`${lists[service]}?limit=${limit}`)).toMatchObject({ status: 400 });
    }
    expect(await api.get(`${lists[service]}?limit=200`)).toMatchObject({ status: 200 });
  });

  it('slow clients are cut off everywhere: without headers, amid headers, amid a body', async () => {
    const halves = [
      '',
      'GET / HTTP/1.1\r\nHost: x\r\nX-Perch:',
      'POST /tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n{',
    ];
    const connections = await Promise.all(
      places.flatMap((place) =>
        halves.map(async (half) => {
          const connection = await RawConnection.open(urlOf(place));
          return { place, half, connection: connection.send(half) };
        }),
      ),
    );
    const dripping = setInterval(() => {
      connections.filter(({ half }) => half !== '').forEach(({ connection }) => connection.send('x'));
    }, 500);
    try {
      await until('all are cut off', () => connections.every(({ connection }) => connection.isClosed));
    } finally {
      clearInterval(dripping);
    }
    const answersTo = (asked: string | undefined): (string | undefined)[] =>
      connections
        .filter(({ half }) => half === asked)
        .map(({ connection }) => connection.received.split('\r\n')[0]);
    expect(answersTo(halves[1])).toEqual(places.map(() => 'HTTP/1.1 408 Request Timeout'));
    // A service may refuse a request before its body has arrived, and then waits for no body.
    expect(answersTo(halves[2])).toEqual(
      places.map(() => expect.stringMatching(/^HTTP\/1.1 4\d\d /) as string),
    );
    for (const place of places) {
      expect((await fetch(`${urlOf(place)}/health/live`)).status).toBe(200);
    }
  });
});
