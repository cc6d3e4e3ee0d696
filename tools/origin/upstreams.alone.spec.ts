import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../test/support/until.js';
import { startOrigin } from './origin.mjs';
import { freePort } from '../processes/ports.mjs';

const host = '127.0.0.1';

/** The time limit to detect a frozen instance. */
const boundMilliseconds = 5000;
/** The same limit without another instance to take over. */
const boundAloneMilliseconds = 15_000;

/** An instance of a service. Responds with its name, is silent while frozen, and can stop and start again. */
class Part {
  isFrozen = false;
  /** Answers probes as a service does that is shutting down and finishes the requests in progress. */
  isStopping = false;
  probes = 0;
  status = 200;
  readonly asked: string[] = [];
  private readonly streams = new Set<ServerResponse>();
  private server: Server | undefined;

  private constructor(
    readonly name: string,
    readonly port: number,
  ) {}

  static async start(name: string): Promise<Part> {
    const part = new Part(name, await freePort());
    await part.begin();
    return part;
  }

  get url(): string {
    return `http://${host}:${this.port}`;
  }

  async begin(): Promise<void> {
    this.server = createServer((request, response) => this.answer(request, response)).listen(this.port, host);
    await once(this.server, 'listening');
  }

  async end(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
    await once(this.server ?? this.never(), 'close').catch(() => undefined);
    this.server = undefined;
  }

  /** Sends an event to all open streams. */
  send(event: string): void {
    this.streams.forEach((stream) => stream.write(`data: ${event}\n\n`));
  }

  private never(): Server {
    throw new Error(`${this.name} is not running`);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const isProbe = request.url?.startsWith('/health/') === true;
    if (!isProbe) {
      this.asked.push(`${request.method} ${request.url}`);
    }
    if (this.isFrozen) {
      return;
    }
    if (isProbe) {
      this.probes += 1;
      response.writeHead(this.isStopping ? 503 : 200).end('{}');
      return;
    }
    if (request.url === '/changes') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${this.name}\n\n`);
      this.streams.add(response);
      return;
    }
    response.writeHead(this.status, { 'retry-after': '3' }).end(this.name);
  }
}

/** Several instances behind one address, such as a Service of Kubernetes: new connections go to those in rotation. */
class Balancer {
  private turn = 0;

  private constructor(
    private readonly server: TcpServer,
    readonly url: string,
    public inRotation: readonly Part[],
  ) {}

  static async start(parts: readonly Part[]): Promise<Balancer> {
    const port = await freePort();
    const server = createTcpServer((client) => {
      const upstream = connect(balancer.next().port, host);
      client.pipe(upstream).pipe(client);
      client.on('error', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
    }).listen(port, host);
    const balancer = new Balancer(server, `http://${host}:${port}`, parts);
    await once(server, 'listening');
    return balancer;
  }

  private next(): Part {
    this.turn += 1;
    const part = this.inRotation[this.turn % this.inRotation.length];
    if (part === undefined) {
      throw new Error('no instance is in rotation');
    }
    return part;
  }

  async end(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }
}

/** The folder of a web UI with the pages that the origin needs. */
function makeWebUi(): string {
  const web = mkdtempSync(path.join(tmpdir(), 'ates-web-'));
  writeFileSync(path.join(web, 'index.html'), '<title>aTES</title>');
  writeFileSync(path.join(web, 'silent.html'), '<title>aTES</title>');
  return web;
}

describe('The origin in front of a service with a separate read-only instance (S9)', () => {
  const web = makeWebUi();
  let logic: Part;
  let reads: Part;
  let alone: Part;
  let url: string;
  let stop: () => Promise<unknown>;

  beforeAll(async () => {
    [logic, reads, alone] = [await Part.start('logic'), await Part.start('reads'), await Part.start('alone')];
    const port = await freePort();
    url = `http://${host}:${port}`;
    ({ stop } = await startOrigin({
      hosts: [host],
      port,
      publicUrl: url,
      services: [
        { name: 'tasks', url: logic.url, readsUrl: reads.url },
        { name: 'finance', url: alone.url },
      ],
      web,
      demoPeople: [],
      demoPassword: '',
    }));
  });

  afterEach(async () => {
    for (const part of [logic, reads, alone]) {
      part.isFrozen = false;
      part.status = 200;
    }
    await isWhole();
  });

  afterAll(async () => {
    await stop();
    await Promise.all([logic, reads, alone].map((part) => part.end()));
    rmSync(web, { recursive: true });
  });

  const ask = async (
    method: string,
    address = '/api/tasks/x',
    token = method === 'GET' ? 'reader' : 'writer',
  ) => {
    const began = performance.now();
    const response = await fetch(`${url}${address}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: method === 'GET' ? undefined : 'perch',
    });
    const text = await response.text();
    const isProblem = response.headers.get('content-type')?.includes('problem') ?? false;
    return {
      status: response.status,
      body: isProblem ? (JSON.parse(text) as { type: string }).type.split(':').at(-1) : text,
      isReadOnly: response.headers.get('ates-read-only') === '1',
      retryAfter: response.headers.get('retry-after'),
      took: performance.now() - began,
    };
  };

  const stateOfTasks = async (): Promise<string> => {
    const response = await fetch(`${url}/health/ready`);
    const { services } = (await response.json()) as { services: { tasks: string } };
    return services.tasks;
  };

  const isWhole = () =>
    until('all instances are known to be alive', async () => {
      const answers = await Promise.all([
        ask('GET'),
        ask('POST'),
        ask('GET', '/api/finance/x'),
        ask('POST', '/api/finance/x'),
      ]);
      return answers.map(({ body }) => body).join() === 'reads,logic,alone,alone';
    });

  it('sends reads to the read-only instance and changes to the logic', async () => {
    expect(await ask('GET')).toMatchObject({ status: 200, body: 'reads', isReadOnly: false });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(await ask(method)).toMatchObject({ status: 200, body: 'logic' });
    }
    expect(await stateOfTasks()).toBe('ready');
  });

  it('sends the reads of a person who has just changed something to the logic, so that they see it', async () => {
    await ask('POST');
    expect(await ask('GET', '/api/tasks/x', 'writer')).toMatchObject({ body: 'logic' });
    expect(await ask('GET')).toMatchObject({ body: 'reads' });
  });

  it('retries a read once at the logic when the read-only instance returns 503', async () => {
    reads.status = 503;
    expect(await ask('GET')).toMatchObject({ status: 200, body: 'logic' });
    logic.status = 503;
    const before = reads.asked.length + logic.asked.length;
    expect(await ask('GET')).toMatchObject({ status: 503, body: 'logic', retryAfter: '3' });
    expect(reads.asked.length + logic.asked.length - before).toBe(2);
  });

  it('forwards a 404 of the read-only instance unchanged', async () => {
    reads.status = 404;
    expect(await ask('GET')).toMatchObject({ status: 404, body: 'reads' });
  });

  it('serves flagged reads while the logic is down, and rejects changes at once with 503 read-only', async () => {
    await logic.end();
    await ask('POST');
    expect(await ask('GET')).toMatchObject({ status: 200, body: 'reads', isReadOnly: true });
    const refused = await ask('POST');
    expect(refused).toMatchObject({ status: 503, body: 'read-only', retryAfter: '5' });
    expect(refused.took).toBeLessThan(500);
    await until('the health shows read-only', async () => (await stateOfTasks()) === 'read-only');
    await logic.begin();
    await until('changes are made again', async () => (await ask('POST')).status === 200);
    expect(await ask('GET')).toMatchObject({ body: 'reads', isReadOnly: false });
  });

  it('serves reads from the logic while the read-only instance is down', async () => {
    await reads.end();
    expect(await ask('GET')).toMatchObject({ status: 200, body: 'logic', isReadOnly: false });
    expect(await ask('POST')).toMatchObject({ status: 200, body: 'logic' });
    await reads.begin();
  });

  it('serves reads from the logic when the read-only instance freezes, including reads in progress', async () => {
    reads.isFrozen = true;
    const waited = await ask('GET');
    expect(waited).toMatchObject({ status: 200, body: 'logic' });
    expect(waited.took).toBeLessThan(boundMilliseconds);
    expect((await ask('GET')).took).toBeLessThan(500);
  });

  it('serves a read from the logic that was down when the read began, once the read-only instance freezes', async () => {
    await logic.end();
    await ask('POST');
    reads.isFrozen = true;
    const asked = reads.asked.length;
    const inProgress = ask('GET');
    await until('the read-only instance has been asked', () => reads.asked.length > asked);
    await logic.begin();
    expect(await inProgress).toMatchObject({ status: 200, body: 'logic' });
  });

  it('closes the streams of a frozen instance, so that they are reopened at the other', async () => {
    const stream = await fetch(`${url}/api/tasks/changes`);
    const reader = stream.body?.getReader();
    await reader?.read();
    reads.isFrozen = true;
    await expect(reader?.read()).rejects.toThrow();
    const again = await fetch(`${url}/api/tasks/changes`);
    const first = await again.body?.getReader().read();
    expect(new TextDecoder().decode(first?.value)).toBe('data: logic\n\n');
  });

  it('rejects changes at once when the logic is frozen, and those in progress within the time limit', async () => {
    logic.isFrozen = true;
    const inProgress = await ask('POST');
    expect(inProgress).toMatchObject({ status: 503, body: 'service-unavailable', retryAfter: '1' });
    expect(inProgress.took).toBeLessThan(boundMilliseconds);
    const refused = await ask('POST');
    expect(refused).toMatchObject({ status: 503, body: 'read-only' });
    expect(refused.took).toBeLessThan(500);
    expect((await ask('GET')).took).toBeLessThan(500);
  });

  it('returns 503 within the time limit when the only instance of a service freezes', async () => {
    alone.isFrozen = true;
    const [read, written] = await Promise.all([ask('GET', '/api/finance/x'), ask('POST', '/api/finance/x')]);
    for (const { status, body, took } of [read, written]) {
      expect([status, body]).toEqual([503, 'service-unavailable']);
      expect(took).toBeLessThan(boundAloneMilliseconds);
    }
    const [nextRead, nextWritten] = [await ask('GET', '/api/finance/x'), await ask('POST', '/api/finance/x')];
    expect([nextRead.status, nextWritten.status]).toEqual([503, 503]);
    expect(nextRead.took + nextWritten.took).toBeLessThan(500);
  });
});

describe('The origin in front of several instances behind one address', () => {
  it('keeps the streams of the others open while one leaves the rotation and stops', async () => {
    const web = makeWebUi();
    const [staying, leaving] = [await Part.start('staying'), await Part.start('leaving')];
    const balancer = await Balancer.start([leaving]);
    const port = await freePort();
    const url = `http://${host}:${port}`;
    const { stop } = await startOrigin({
      hosts: [host],
      port,
      publicUrl: url,
      services: [{ name: 'tasks', url: balancer.url }],
      web,
      demoPeople: [],
      demoPassword: '',
    });
    try {
      await until('the origin has probed the instance that leaves', () => leaving.probes > 0);
      balancer.inRotation = [staying];
      const stream = await fetch(`${url}/api/tasks/changes`);
      const reader = stream.body?.getReader();
      const next = async () => new TextDecoder().decode((await reader?.read())?.value);
      expect(await next()).toBe('data: staying\n\n');
      leaving.isStopping = true;
      const probes = leaving.probes + staying.probes;
      await until('the origin has probed twice more', () => leaving.probes + staying.probes > probes + 1);
      staying.send('still open');
      expect(await next()).toBe('data: still open\n\n');
    } finally {
      await stop();
      await Promise.all([balancer.end(), staying.end(), leaving.end()]);
      rmSync(web, { recursive: true });
    }
  });
});
