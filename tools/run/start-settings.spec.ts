import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '../processes/ports.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const isRoot = process.getuid?.() === 0;
/** The ids of the account `nobody`. */
const unprivileged = 65_534;

/** The first port that an unprivileged account may listen on. */
function firstOrdinaryPort(): number {
  const file = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

describe('npm start in a fresh clone, run by an unprivileged account', () => {
  let clone: string;

  beforeAll(() => {
    clone = mkdtempSync(path.join(tmpdir(), 'ates-clone-'));
    chmodSync(clone, 0o755);
    for (const part of ['package.json', 'package-lock.json', 'tools', 'libs/platform/src/edge']) {
      cpSync(path.join(root, part), path.join(clone, part), { recursive: true });
    }
  });

  afterAll(() => rmSync(clone, { recursive: true }));

  async function start(environment: Record<string, string>) {
    const child = spawn(process.execPath, ['tools/run.mjs', 'start'], {
      cwd: clone,
      // Without npm on the PATH: an attempt to install packages would be reported.
      env: { PATH: '', ...environment },
      ...(isRoot ? { uid: unprivileged, gid: unprivileged } : {}),
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output: output.trim() };
  }

  it('reports a port in use before it installs anything', async () => {
    const port = await freePorts(4);
    const server = createServer().listen(port + 2, '127.0.0.1');
    await once(server, 'listening');
    expect(await start({ ATES_PORT: String(port) })).toEqual({
      code: 1,
      output: `Port ${port + 2} is in use. Stop the program that uses it (another npm start?), or choose other ports: ATES_PORT=${port + 1000} npm start uses ${port + 1000} to ${port + 1003}.`,
    });
    server.close();
  });

  it.runIf(firstOrdinaryPort() > 80)('reports a port that it may not listen on', async () => {
    expect(await start({ ATES_PORT: '80' })).toEqual({
      code: 1,
      output:
        'This account may not listen on port 80; most systems reserve ports below 1024. Use an account that may, or choose other ports: ATES_PORT=4300 npm start uses 4300 to 4303.',
    });
  });

  it.each([
    { key: 'ATES_PORT', value: 'perch', said: 'ATES_PORT is perch; it must be a port' },
    { key: 'TRUSTED_PROXIES', value: '10.0.0.0/99', said: 'TRUSTED_PROXIES has 10.0.0.0/99' },
    { key: 'CONNECTIONS_PER_ADDRESS', value: 'few', said: 'CONNECTIONS_PER_ADDRESS is few' },
  ])('reports an invalid $key before it installs anything', async ({ key, value, said }) => {
    const { code, output } = await start({ ATES_PORT: String(await freePorts(4)), [key]: value });
    expect(code).toBe(1);
    expect(output).toContain(said);
    expect(output).not.toMatch(/installing|npm could not| at /);
  });
});
