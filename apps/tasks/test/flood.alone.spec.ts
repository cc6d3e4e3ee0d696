import { Api } from '../../../test/support/api.js';
import { ChangeListener } from '../../../test/support/changes.js';
import type { Person } from '../../../test/support/peers.js';
import { RawConnection } from '../../../test/support/raw-http.js';
import { until } from '../../../test/support/until.js';
import { OriginInFront } from './support/origin-in-front.js';
import { TasksService } from './support/tasks-service.js';

// More than the origin opens to a service, and more than it accepts from one address.
const attack = 2068;
const attackers = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'];
const atOnce = 100;
/** Milliseconds that an ordinary request may take meanwhile, on a machine that also runs the attackers. */
const patience = 10_000;

const host = 'Host: ates.example';
const post = ['POST /api/tasks/tasks HTTP/1.1', host, 'Content-Type: application/json'].join('\r\n');

const halves = {
  'nothing at all': '',
  'partial headers': `GET /api/tasks/tasks HTTP/1.1\r\n${host}\r\nX-Perch:`,
  'headers that announce a body': `${post}\r\nTransfer-Encoding: chunked\r\n\r\n`,
  'a partial body': `${post}\r\nContent-Length: 50000\r\n\r\n{"description": "`,
};

const large = `GET /api/tasks/docs/swagger-ui-bundle.js HTTP/1.1\r\n${host}\r\n`;

describe('During a connection flood', () => {
  let tasks: TasksService;
  let origin: OriginInFront;
  let person: Person;
  let api: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    origin = await OriginInFront.start(tasks, {
      limits: { headersMilliseconds: 2000, requestMilliseconds: 3000, slowReaderMilliseconds: 2000 },
    });
    person = await tasks.person('employee');
    api = new Api(`${origin.url}/api/tasks`, await tasks.peers.tokenOf(person));
  });

  afterAll(async () => {
    await origin.stop();
    await tasks.stop();
  });

  /** Opens `count` connections that send the given requests in rotation. */
  async function flood(url: string, requests: string[], count = attack): Promise<RawConnection[]> {
    const connections: RawConnection[] = [];
    const open = async (number: number): Promise<void> => {
      const connection = await RawConnection.open(url, attackers[number % attackers.length]);
      connections.push(connection.send(requests[number % requests.length] ?? ''));
    };
    for (let number = 0; number < count; number += atOnce) {
      const next = Math.min(atOnce, count - number);
      await Promise.all(Array.from({ length: next }, (_, index) => open(number + index)));
    }
    return connections;
  }

  /** Sends a byte on each connection twice a second until the returned function is called. */
  function drip(connections: RawConnection[]): () => void {
    const dripping = setInterval(() => connections.forEach((connection) => connection.send(' ')), 500);
    return () => {
      clearInterval(dripping);
    };
  }

  /** Does what an ordinary user does, three times, and returns the slowest average response time in milliseconds. */
  async function longestWait(): Promise<number> {
    let longest = 0;
    for (let turn = 0; turn < 3; turn += 1) {
      const startedAt = Date.now();
      const answers = [
        await api.post('/tasks', { description: 'Fix the perch' }),
        await api.get('/tasks?limit=10'),
        await fetch(`${origin.url}/`),
        await fetch(`${origin.url}/health/ready`),
      ];
      longest = Math.max(longest, (Date.now() - startedAt) / answers.length);
      // Compares the bodies of errors first, so that a failure shows what went wrong.
      const refused = answers.map(async (answer) =>
        'text' in answer && !answer.ok ? answer.text() : undefined,
      );
      expect(await Promise.all(refused)).toEqual([undefined, undefined, undefined, undefined]);
      expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    }
    return longest;
  }

  it.each([
    { what: 'endless bodies', requests: [halves['a partial body']] },
    { what: 'all kinds of incomplete requests', requests: Object.values(halves) },
  ])(
    `others keep working through ${attack} connections with $what, and all of those are closed in the end`,
    async ({ requests }) => {
      const listener = await ChangeListener.connect(
        `${origin.url}/api/tasks`,
        await tasks.peers.tokenOf(person),
      );
      const connections = await flood(origin.url, requests);
      const stop = drip(connections);
      expect(await longestWait()).toBeLessThan(patience);
      await listener.untilReceived('tasks', 1);
      await until('all connections are closed', () => connections.every(({ isClosed }) => isClosed));
      stop();
      expect(listener.hasEnded).toBe(false);
      listener.close();
      expect(await longestWait()).toBeLessThan(patience);
    },
  );

  it('others keep working while large responses are left unread, and those connections are closed', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const requests = `${large}\r\n`.repeat(15) + `${large}Connection: close\r\n\r\n`;
    const connections = await flood(origin.url, [''], 20);
    connections.forEach((connection) => connection.stopReading().send(requests));
    expect(await longestWait()).toBeLessThan(patience);
    await until('the origin closes a slow reader', () =>
      warned.mock.calls.some(([line]) => /too slowly/.test(String(line))),
    );
    warned.mockRestore();
    connections.forEach((connection) => connection.resume());
    await until('all connections are closed', () => connections.every(({ isClosed }) => isClosed));
  });

  it(`others keep working through ${attack} connections to the service itself`, async () => {
    const requests = Object.values(halves).map((text) => text.replace('/api/tasks', ''));
    const connections = await flood(tasks.url, requests);
    const stop = drip(connections);
    try {
      expect(await longestWait()).toBeLessThan(patience);
    } finally {
      stop();
      connections.forEach((connection) => connection.close());
    }
  });
});
