import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ServiceName } from './support/system.js';

const root = path.resolve(import.meta.dirname, '..');

/** Starts a service with only this environment; returns its exit code and its output. */
async function start(service: ServiceName, environment: Record<string, string>) {
  const child = spawn(process.execPath, [path.join(root, `dist/apps/${service}/src/main.js`)], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

const requiredByAll = ['PORT', 'DATABASE_URL', 'AMQP_URL', 'OIDC_ISSUER'];

const required: Record<ServiceName, string[]> = {
  auth: ['TASKS_CLIENT_SECRET', 'FINANCE_CLIENT_SECRET', 'COOKIE_SECRET', 'BEAK_SECRET'],
  tasks: ['AUTH_URL', 'FINANCE_URL', 'SERVICE_CLIENT_ID', 'SERVICE_CLIENT_SECRET'],
  finance: ['AUTH_URL', 'TASKS_URL', 'SERVICE_CLIENT_ID', 'SERVICE_CLIENT_SECRET', 'PRICE_SECRET'],
};

describe.each(Object.keys(required) as ServiceName[])('%s with an invalid environment', (service) => {
  it('lists every missing key and exits with code 1', async () => {
    const { code, output } = await start(service, {});
    expect(code).toBe(1);
    for (const key of [...requiredByAll, ...required[service]]) {
      expect(output).toContain(key);
    }
    expect(output).not.toMatch(/ at .*\.js:/);
  });

  it('lists every invalid key and exits with code 1', async () => {
    const { code, output } = await start(service, {
      PORT: 'perch',
      DATABASE_URL: 'nowhere',
      MESSAGE_TRANSPORT: 'pigeon',
    });
    expect(code).toBe(1);
    expect(output).toMatch(/PORT: /);
    expect(output).toMatch(/DATABASE_URL: /);
    expect(output).toMatch(/MESSAGE_TRANSPORT: /);
  });
});
