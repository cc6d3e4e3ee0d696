import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../processes/ports.mjs';
import { isProcess } from '../processes/processes.mjs';
import { Service } from './service.mjs';

const patience = 3000;

/** Starts responding that it is ready. */
const listen = `require('node:http').createServer((request, response) => response.end()).listen(process.env.PORT);`;

/** Logs ten lines a second for longer than our patience, then becomes ready. */
const slow = `
  let lines = 0;
  const timer = setInterval(() => {
    console.log('step ' + ++lines);
    if (lines === 60) { clearInterval(timer); ${listen} }
  }, 100);`;

/** Works silently until it has used more CPU time than our patience, then becomes ready. */
const busy = `
  const turn = () => {
    for (let i = 0; i < 1e7; i++);
    if (process.cpuUsage().user > ${(patience + 1000) * 1000}) { ${listen} } else { setImmediate(turn); }
  };
  turn();`;

/** Responds with changing errors for longer than our patience, then becomes ready. */
const unready = `
  const startedAt = Date.now();
  require('node:http').createServer((request, response) => {
    const seconds = Math.floor((Date.now() - startedAt) / 1000);
    response.statusCode = seconds > 6 ? 200 : seconds % 2 ? 503 : 500;
    response.end();
  }).listen(process.env.PORT);`;

const hanging = `console.log('waiting for nothing'); setInterval(() => undefined, 1000);`;

const ending = `console.log('the key DATABASE_URL is missing'); process.exitCode = 3;`;

describe('Starting a service', () => {
  let root: string;
  let service: Service | undefined;

  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'ates-service-'));
  });

  afterEach(async () => {
    await service?.stop();
    await rm(root, { recursive: true, force: true });
  });

  /** A service with this source text as its program. */
  async function serviceOf(program: string): Promise<Service> {
    const folder = path.join(root, 'dist/apps/tasks/src');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'main.js'), program);
    service = new Service({
      root,
      name: 'tasks',
      port: await freePort(),
      environment: {},
      logs: root,
      spawned: () => undefined,
      patience,
    });
    return service;
  }

  const start = async (program: string): Promise<Service> => {
    const started = await serviceOf(program);
    await started.start(new AbortController().signal);
    return started;
  };

  it('waits longer than its patience for a service that keeps logging', async () => {
    const started = await start(slow);
    expect(started.lastOutput()).toContain('step 60');
  });

  it('waits longer than its patience for a service that keeps using CPU time', async () => {
    await start(busy);
  });

  it('waits longer than its patience for a service whose readiness responses change', async () => {
    await start(unready);
  });

  it('times out on a hanging service, reports its last lines and its log, and ends it', async () => {
    const hangs = await serviceOf(hanging);
    const message = await hangs.start(new AbortController().signal).catch(String);
    expect(message).toMatch(/Timed out: tasks is not ready after \d+ s and has made no progress for 3 s/);
    expect(message).toContain("it doesn't answer");
    expect(message).toContain('waiting for nothing');
    expect(message).toContain(path.join(root, 'tasks.log'));
    expect(isProcess(hangs.pid ?? 0, hangs.program)).toBe(false);
  });

  it('fails at once when a service exits, and reports its exit code and last lines', async () => {
    await expect(start(ending)).rejects.toThrow(
      /^tasks exited before it was ready \(exit code 3\)\. Last lines of .*tasks\.log:\nthe key DATABASE_URL is missing$/,
    );
  });

  it('stops waiting on a stop request', async () => {
    const hangs = await serviceOf(hanging);
    const stopping = new AbortController();
    const starting = hangs.start(stopping.signal);
    stopping.abort(new Error('Ctrl+C'));
    await expect(starting).rejects.toThrow('Ctrl+C');
    expect(isProcess(hangs.pid ?? 0, hangs.program)).toBe(false);
  });
});
