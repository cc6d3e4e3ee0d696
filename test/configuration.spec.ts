import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ServiceName } from './support/system.js';

const root = path.resolve(import.meta.dirname, '..');

/** Starts a service with just this environment; answers how it ended and what it said. */
async function start(service: ServiceName, environment: Record<string, string>) {
  const child = spawn(process.execPath, [path.join(root, `dist/apps/${service}/src/main.js`)], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

const neededByAll = ['PORT', 'DATABASE_URL', 'AMQP_URL', 'OIDC_ISSUER'];

const needed: Record<ServiceName, string[]> = {
  auth: ['TASKS_CLIENT_SECRET', 'FINANCE_CLIENT_SECRET', 'COOKIE_SECRET', 'BEAK_SECRET'],
  tasks: ['AUTH_URL', 'FINANCE_URL', 'SERVICE_CLIENT_ID', 'SERVICE_CLIENT_SECRET'],
  finance: ['AUTH_URL', 'TASKS_URL', 'SERVICE_CLIENT_ID', 'SERVICE_CLIENT_SECRET', 'PRICE_SECRET'],
};

describe.each(Object.keys(needed) as ServiceName[])(
  '%s, started with an incomplete environment',
  (service) => {
    it('names every key that is missing, and ends with 1', async () => {
      const { code, said } = await start(service, {});
      expect(code).toBe(1);
      for (const key of [...neededByAll, ...needed[service]]) {
        expect(said).toContain(key);
      }
      expect(said).not.toMatch(/ at .*\.js:/);
    });

    it('names every key that is wrong', async () => {
      const { code, said } = await start(service, {
        PORT: 'perch',
        DATABASE_URL: 'nowhere',
        MESSAGE_TRANSPORT: 'pigeon',
      });
      expect(code).toBe(1);
      expect(said).toMatch(/PORT: /);
      expect(said).toMatch(/DATABASE_URL: /);
      expect(said).toMatch(/MESSAGE_TRANSPORT: /);
    });
  },
);
